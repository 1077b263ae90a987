// The messages of one session, by their place, each once, whichever way they come.
import { clock, h } from "/console/dom.js";

export function transcript(label, placeholder, isForeign = () => false) {
  const list = h("ol", { class: "messages" });
  const empty = h("p", { class: "empty" }, placeholder);
  const element = h("div", { class: "transcript", role: "log", "aria-label": label, "aria-live": "polite", tabindex: 0 },
    empty, list);
  const seen = new Map();

  return { element, show, clear, draft, last: () => Math.max(0, ...seen.keys()), size: () => seen.size };

  function show(message) {
    if (seen.has(message.seq)) {
      return;
    }
    const item = h("li", { class: `${message.role}${isForeign(message) ? " foreign" : ""}`, "data-seq": message.seq },
      h("p", { class: "meta" },
        h("b", {}, message.role === "user" ? message.author : message.role),
        h("span", {}, ` #${message.seq} · ${clock(message.created_at)}`)),
      body(message));
    seen.set(message.seq, item);
    const next = [...list.children].find((other) => !(Number(other.dataset.seq) < message.seq));
    list.insertBefore(item, next ?? null);
    settle();
  }

  // A reply while it is written; gone when it is stored.
  function draft() {
    const text = h("p", { class: "text" }, "…");
    const item = h("li", { class: "assistant draft" }, h("p", { class: "meta" }, h("b", {}, "assistant"), " writes"), text);
    list.append(item);
    settle();
    return {
      add: (piece) => {
        if (!item.isConnected) {
          list.append(item); // the session was entered meanwhile
        }
        text.textContent = (text.textContent === "…" ? "" : text.textContent) + piece;
        settle();
      },
      end: () => item.remove(),
    };
  }

  function clear(words) {
    seen.clear();
    list.replaceChildren();
    empty.textContent = words ?? placeholder;
    empty.hidden = false;
  }

  function settle() {
    empty.hidden = true;
    element.scrollTop = element.scrollHeight;
  }
}

function body(message) {
  return message.content === undefined
    ? h("p", { class: "text masked" }, h("span", { class: "bar", "aria-hidden": true }), `${message.content_chars} characters, masked`)
    : h("p", { class: "text" }, message.content);
}
