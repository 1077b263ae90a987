// A table that is updated in place, so that focus stays where it is. Text or an element in each cell. The roles are said
// because a narrow window shows rows as cards, and browsers forget what a table was when its display changes.
import { h } from "/console/dom.js";

// columns: [{ title, cell: (row) => text or element, number }]; a row is known by its key.
export function table({ caption, columns, key, none }) {
  const body = h("tbody", { role: "rowgroup" });
  const empty = h("p", { class: "hint" }, none);
  const element = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h("table", { role: "table" }, h("caption", { class: "unseen" }, caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map(({ title, number }) => h("th", { scope: "col", role: "columnheader", class: number && "number" }, title)))), body), empty);
  const shown = new Map();
  return { element, update };

  function update(rows) {
    const wanted = new Set(rows.map(key));
    for (const [name, line] of shown) {
      if (!wanted.has(name)) {
        line.remove();
        shown.delete(name);
      }
    }
    rows.forEach((row, at) => {
      const line = shown.get(key(row)) ?? h("tr", { role: "row" },
        columns.map(({ title, number }) => h("td", { role: "cell", "data-title": title, class: number && "number" })));
      shown.set(key(row), line);
      columns.forEach(({ cell }, column) => put(line.children[column], cell(row)));
      if (body.children[at] !== line) {
        body.insertBefore(line, body.children[at] ?? null);
      }
    });
    empty.hidden = rows.length > 0;
    element.firstChild.hidden = rows.length === 0;
  }

  // Elements are made once for a row; text may change.
  function put(place, content) {
    if (content instanceof Node) {
      if (!place.firstElementChild || place.textContent !== content.textContent) {
        place.replaceChildren(content);
      }
    } else if (place.textContent !== String(content ?? "–")) {
      place.textContent = content ?? "–";
    }
  }
}
