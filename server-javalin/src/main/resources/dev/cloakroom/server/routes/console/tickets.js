// The sessions of a person, as the tickets they hold: their own, and those that were shared with them here.
import { button, clock, h, shortId } from "/console/dom.js";

const SHOWN = 20;

export function tickets(ask) {
  const list = h("ul", { class: "tickets" });
  const element = h("section", { class: "sessions", "aria-label": "Sessions" },
    h("header", { class: "row" }, h("h3", { class: "grow" }, "Sessions"), button("New session", () => ask.fresh(), { class: "quiet small" })), list);
  return { element, refresh };

  async function refresh() {
    const begun = ask.epoch();
    const page = await ask.quietly({ path: `/api/v1/sessions?limit=${SHOWN}` });
    if (begun !== ask.epoch()) {
      return;
    }
    const own = page?.data ?? [];
    const foreign = ask.known().filter(({ id }) => !own.some((session) => session.session_id === id));
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    list.replaceChildren(
      ...own.map((session) => ticket(session.session_id, `${count(session.last_seq)} · ${clock(session.last_active_at)}`)),
      ...foreign.map(({ id, from }) => ticket(id, `shared by ${from ?? "the other side"}`, "foreign")));
    if (!list.children.length) {
      list.append(h("li", { class: "hint" }, "None yet. The first message opens one."));
    }
    if (page?.has_more) {
      list.append(h("li", { class: "hint" }, `The latest ${SHOWN} are shown.`));
    }
    [...list.querySelectorAll("button")].find((one) => one.dataset.id === focused)?.focus();
  }

  function ticket(id, words, kind = "") {
    const current = id === ask.session();
    return h("li", {}, h("button", {
      type: "button", class: `ticket ${kind}`, "data-id": id, "aria-current": current ? "true" : undefined, title: id,
      onclick: () => ask.open(id),
    }, h("b", {}, shortId(id)), h("span", {}, words)));
  }
}

const count = (messages) => (messages === 1 ? "1 message" : `${messages} messages`);
