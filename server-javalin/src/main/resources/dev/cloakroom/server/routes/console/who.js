// Who is at this side: a name where the server believes names, otherwise a token, which stays in memory.
import { h } from "/console/dom.js";

export function who({ side, dev, user, changed }) {
  const input = h("input", {
    name: "user", id: `${side}-user`, required: true, autocomplete: "off", spellcheck: "false",
    type: dev ? "text" : "password", maxlength: dev ? 128 : 8192, placeholder: dev ? "a name" : "a bearer token",
  });
  input.value = user;
  const mark = h("span", { class: "avatar", "aria-hidden": true });
  const note = h("p", { class: "note", role: "status" });
  const form = h("form", { class: "who" }, mark,
    h("label", { for: `${side}-user` }, dev ? "Name" : "Token"), input, h("button", { class: "quiet" }, dev ? "Be this one" : "Use"), note);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    changed(input.value.trim());
  });
  return {
    element: form,
    show: (name) => (mark.textContent = [...name][0]?.toUpperCase() ?? "?"),
    told: (words, bad = false) => {
      note.className = bad ? "note bad" : "note";
      note.textContent = words;
    },
  };
}
