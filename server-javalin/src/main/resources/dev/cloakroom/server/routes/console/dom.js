// Elements from a name, attributes and children. Text is always text: nothing here reads markup.
export const byId = (id) => document.getElementById(id);

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  return fill(element, attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key.slice(2), value); // onclick, oninput, ...
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (text, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, text);

// Copies a text, and says so on the button itself.
export function copyButton(text, what, label = "Copy") {
  const it = button(label, async () => {
    try {
      await navigator.clipboard.writeText(text());
      it.textContent = "Copied";
    } catch {
      it.textContent = "Not allowed";
    }
    setTimeout(() => (it.textContent = label), 1500);
  }, { class: "quiet small", "aria-label": `Copy ${what}` });
  return it;
}

// Asks before something that cannot be taken back; true when it was confirmed.
export function confirmed({ title, text, yes, field }) {
  return new Promise((done) => {
    const input = field && h("input", { name: "value", required: true, maxlength: 128, autocomplete: "off" });
    const dialog = h("dialog", { "aria-labelledby": "dialog-title" },
      h("form", { method: "dialog" },
        h("h2", { id: "dialog-title" }, title),
        h("p", {}, text),
        field ? h("label", {}, field, input) : null,
        h("div", { class: "row end" },
          button("Cancel", () => dialog.close("no"), { class: "quiet" }),
          h("button", { value: "yes", class: "danger", autofocus: !field }, yes))));
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close("yes");
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes" ? (input?.value.trim() ?? true) : false);
    });
    document.body.append(dialog);
    dialog.showModal();
    input?.focus();
  });
}

export const shortId = (id) => id.slice(0, 8);
export const clock = (at) => new Date(at).toLocaleTimeString("en-GB");
export const day = (at) => new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

export function size(bytes) {
  const step = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  return `${(bytes / 1024 ** step).toFixed(step ? 1 : 0)} ${["B", "KiB", "MiB"][step]}`;
}
