// Two people side by side, each with sessions of their own.
import { sendForJson } from "/console/api.js";
import { desk } from "/console/desk.js";
import { h } from "/console/dom.js";

export async function playground(root) {
  const dev = await believesNames();
  const desks = [];
  const names = dev ? ["ann", "ben"] : ["", ""];
  ["left", "right"].forEach((side, at) => desks.push(desk({ side, name: names[at], dev, other: () => desks[1 - at] })));
  root.replaceChildren(
    h("div", { class: "intro" },
      h("h2", {}, "Two people, one server"),
      h("p", {}, "Each side is somebody else. Chat, add files, share and take back; then let one side try the session of the other. "
        + "What this tab knows of sessions stays in this tab.")),
    h("div", { class: "desks" }, desks.map((one) => one.element)));
  await Promise.all(desks.map((one) => one.start()));
}

// Details of the health are told to everybody in dev only, where a name is enough to be somebody.
async function believesNames() {
  try {
    return "instance" in (await sendForJson({ path: "/health" }));
  } catch {
    return false;
  }
}
