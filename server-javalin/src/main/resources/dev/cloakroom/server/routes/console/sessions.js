// The sessions of a user, or of everyone, page by page; one followed with its content masked; and what cannot be taken back, after a question.
import { Refusal, sendForJson } from "/console/api.js";
import { button, confirmed, day, h, shortId } from "/console/dom.js";
import { table } from "/console/table.js";
import { watch } from "/console/watch.js";

const LIMIT = 10;
const NOTHING = { data: [], has_more: false };

export function sessions(who) {
  const user = h("input", { type: "search", name: "user", placeholder: "everyone", maxlength: 128, autocomplete: "off" });
  const tenant = h("input", { type: "search", name: "tenant", maxlength: 128, autocomplete: "off" });
  const filter = h("form", { class: "row filter" },
    h("label", {}, "User", user), h("label", {}, "Tenant", tenant), h("button", { class: "quiet" }, "Show"));
  const said = h("p", { class: "said", role: "status" });
  const place = h("span", { class: "hint grow" });
  const back = button("Previous", () => turn(() => cursors.pop()), { class: "quiet small" });
  const next = button("Next", () => turn(() => cursors.push(page.last_id)), { class: "quiet small" });
  const tail = watch(who);
  const list = table({ caption: "Sessions", key: (row) => `${row.session_id} ${row.tenant} ${row.owner}`, none: "Nothing to show: name a user, or nobody to see everyone's, and press Show.", columns: [
    { title: "Session", cell: (row) => h("code", { title: row.session_id }, shortId(row.session_id)) },
    { title: "Owner", cell: named }, { title: "Messages", number: true, cell: (row) => row.last_seq },
    { title: "Last active", cell: (row) => day(row.last_active_at) }, { title: "Expires", cell: (row) => day(row.expires_at) },
    { title: "", cell: actions }] });
  const element = h("section", { class: "card sessions-card" }, h("h3", {}, "Sessions"), filter, said, list.element,
    h("div", { class: "row" }, place, back, next), tail.element);
  let chosen = null; // whose sessions are shown
  let cursors = []; // the way to the page that is shown
  let page = NOTHING;

  filter.addEventListener("submit", (event) => {
    event.preventDefault();
    chosen = { ...(user.value.trim() && { user: user.value.trim() }), ...(tenant.value.trim() && { tenant: tenant.value.trim() }) };
    turn(() => (cursors = []));
  });
  show(NOTHING);
  return { element, ask, show, stop };

  // The key is gone: nothing of what it showed stays.
  function stop() {
    tail.stop();
    chosen = null;
    cursors = [];
    show(NOTHING);
  }

  // What is shown stays when someone turns a page meanwhile; a page whose beginning is gone is the first one again.
  // Everyone's sessions are a walk through the whole store: on demand, and not every few seconds.
  async function ask(get) {
    const asked = address();
    if (chosen && !chosen.user) {
      return page;
    }
    try {
      const answer = chosen ? await get(asked) : NOTHING;
      return asked === address() ? answer : page;
    } catch (failure) {
      if (failure.document?.code !== "invalid_cursor") {
        throw failure;
      }
      cursors = [];
      return get(address());
    }
  }

  function address() {
    const query = new URLSearchParams({ ...chosen, limit: LIMIT });
    if (cursors.length) {
      query.set("after", cursors.at(-1));
    }
    return `/api/v1/admin/sessions?${query}`;
  }

  async function turn(move) {
    move();
    const asked = address();
    await attempt({ path: asked }, (answer) => asked === address() && show(answer));
  }

  function show(answer) {
    page = answer;
    list.update(page.data);
    place.textContent = page === NOTHING ? "" : `Page ${cursors.length + 1}${page.has_more ? "" : ", the last"}`;
    back.disabled = cursors.length === 0;
    next.disabled = !page.has_more;
  }

  function actions(row) {
    const id = row.session_id;
    return h("div", { class: "row actions" },
      button("Follow", () => tail.open(row), { class: "quiet small", "aria-label": `Follow session ${shortId(id)}` }),
      button("Transfer…", () => transfer(row), { class: "quiet small", "aria-label": `Transfer session ${shortId(id)}` }),
      button("End all…", () => endAll(row), { class: "quiet small", "aria-label": `End all sessions of ${named(row)}` }));
  }

  async function transfer({ session_id: id, owner }) {
    const to = await confirmed({
      title: `Transfer session ${shortId(id)}?`, field: "To user", yes: "Transfer",
      text: `It belongs to ${owner}. Afterwards the new owner has it alone: ${owner} keeps nothing and what was shared is taken back.`,
    });
    if (to) {
      const request = { method: "POST", path: `/api/v1/admin/sessions/${id}/transfer`, json: { to_user: to } };
      await attempt(request, () => (said.textContent = `Session ${shortId(id)} belongs to ${to} now.`));
      await turn(() => {});
    }
  }

  // A namesake in another tenant is someone else.
  function named(row) {
    return row.tenant ? `${row.owner} (${row.tenant})` : row.owner;
  }

  async function endAll(row) {
    const query = new URLSearchParams({ user: row.owner, tenant: row.tenant });
    const sure = await confirmed({
      title: `End all sessions of ${named(row)}?`, yes: "End all",
      text: "Their messages and files are gone for everyone, for good, also on other instances and on pages that are not shown here.",
    });
    if (sure) {
      await attempt({ method: "DELETE", path: `/api/v1/admin/sessions?${query}` },
        (answer) => (said.textContent = `Sessions of ${named(row)} that were ended: ${answer?.deleted ?? "all"}.`));
      await turn(() => (cursors = []));
    }
  }

  async function attempt(request, then) {
    said.classList.remove("bad");
    try {
      then(await sendForJson(request, who()));
    } catch (failure) {
      said.classList.add("bad");
      said.textContent = failure instanceof Refusal ? `${failure.status}: ${failure.message}` : "The server cannot be reached.";
    }
  }
}
