// What was asked at a desk and what the server said, newest first: the line for a shell beside the answer.
import { clock, copyButton, h } from "/console/dom.js";

const MOST = 8;

export function asked(title) {
  const list = h("ol", { class: "asked" });
  const news = h("p", { class: "unseen", role: "status" });
  const element = h("section", { class: "log", "aria-label": title },
    h("h4", {}, "What was asked"),
    h("p", { class: "hint" }, "Each action appears here with the line that does the same in a shell."),
    news, list);

  return { element, add, clear };

  function clear() {
    list.replaceChildren();
    news.textContent = "";
  }

  function add({ status, says, line, answer, refusal }) {
    for (const earlier of list.querySelectorAll("details[open]")) {
      earlier.open = false;
    }
    const kind = refusal ? "refused" : status >= 400 || !status ? "failed" : "fine";
    list.prepend(h("li", { class: kind },
      h("details", { open: true },
        h("summary", {},
          h("span", { class: `badge ${kind}` }, String(status || "–")),
          h("span", { class: "says" }, says),
          h("time", {}, clock(Date.now()))),
        refusal ? explained(refusal) : null,
        h("div", { class: "line" }, h("code", { tabindex: 0 }, line), copyButton(() => line, "the line for a shell")),
        answer ? h("pre", { tabindex: 0, "aria-label": "The answer" }, JSON.stringify(answer, null, 2)) : null)));
    while (list.children.length > MOST) {
      list.lastChild.remove();
    }
    news.textContent = refusal ? `Refused, ${status}: ${says}` : `${says}: ${status || "no answer"}`;
  }
}

function explained({ title, text }) {
  return h("div", { class: "refusal" }, h("strong", {}, title), h("p", {}, text));
}
