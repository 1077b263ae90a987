// The files of a session: added, and fetched with the credentials of whoever asks.
import { send } from "/console/api.js";
import { button, h, size } from "/console/dom.js";

export function files(ask) {
  const list = h("ul", { class: "plain" });
  const picker = h("input", { type: "file", class: "unseen", tabindex: -1, "aria-hidden": true });
  const add = button("Add a file…", () => picker.click());
  const element = h("details", { class: "fold" }, h("summary", {}, "Files"),
    h("div", { class: "fold-body" }, list, h("div", { class: "row" }, add, picker)));
  const base = () => `/api/v1/sessions/${ask.session()}/files`;

  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    if (file) {
      await upload(file);
      picker.value = "";
    }
  });
  return { element, refresh };

  async function upload(file) {
    const form = new FormData();
    form.append("file", file);
    const path = ask.session() ? base() : "/api/v1/uploads";
    const answer = await ask.act({ method: "POST", path, form, file: file.name }, `Add the file ${file.name}`);
    if (answer) {
      await ask.entered(answer.session_id ?? ask.session());
      element.open = true;
      await refresh();
    }
  }

  async function refresh() {
    const begun = ask.epoch();
    const page = ask.session() ? await ask.quietly({ path: base() }) : null;
    if (begun !== ask.epoch()) {
      return;
    }
    const rows = (page?.data ?? []).map((file) => h("li", {},
      h("span", { class: "grow" }, file.name, h("small", {}, ` ${size(file.size)} · ${file.media_type}`)),
      button("Download", () => download(file), { class: "quiet small", "aria-label": `Download ${file.name}` })));
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "hint" }, "No files yet. Without a session, a file opens a fresh one.")]));
    add.disabled = !ask.may("append");
  }

  async function download(file) {
    const response = await ask.raw({ path: `${base()}/${file.file_id}` }, `Download ${file.name}`, send);
    if (response) {
      const url = URL.createObjectURL(await response.blob());
      h("a", { href: url, download: file.name }).click();
      URL.revokeObjectURL(url);
    }
  }
}
