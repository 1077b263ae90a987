// Who else may use a session: the owner grants and takes back, and both hold at once.
import { button, h } from "/console/dom.js";

export function sharing(ask) {
  const user = h("input", { name: "user", required: true, maxlength: 128, autocomplete: "off", "aria-label": "Share with" });
  const access = h("select", { "aria-label": "Access" },
    h("option", { value: "read" }, "may read"), h("option", { value: "append" }, "may write"));
  const list = h("ul", { class: "plain" });
  const form = h("form", { class: "row" }, user, access, h("button", {}, "Share"));
  const element = h("details", { class: "fold" }, h("summary", {}, "Sharing"), h("div", { class: "fold-body" }, list, form));
  const path = () => `/api/v1/sessions/${ask.session()}/grants`;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const grant = { user: user.value.trim(), access: access.value };
    if (await ask.act({ method: "PUT", path: path(), json: grant }, `Share with ${grant.user}: ${access.selectedOptions[0].text}`)) {
      ask.shared(grant.user);
      await refresh();
    }
  });
  return { element, refresh };

  async function refresh() {
    const mine = ask.may("own");
    form.hidden = !mine;
    user.value ||= ask.other() ?? "";
    const begun = ask.epoch();
    const grants = mine && ask.session() ? ((await ask.quietly({ path: path() }))?.data ?? []) : [];
    if (begun !== ask.epoch()) {
      return;
    }
    const rows = grants.map((grant) => h("li", {},
      h("span", { class: "grow" }, grant.user, h("small", {}, grant.access === "read" ? " may read" : " may write")),
      button("Revoke", () => revoke(grant.user), { class: "quiet small", "aria-label": `Revoke ${grant.user}` })));
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "hint" }, mine ? "Nobody else has access." : "Only the owner shares.")]));
  }

  async function revoke(name) {
    const request = { method: "DELETE", path: `${path()}?user=${encodeURIComponent(name)}` };
    await ask.act(request, `Revoke what ${name} may do`);
    await refresh();
  }
}
