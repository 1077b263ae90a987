// The instances that share the store, and whether they are the same.
import { h } from "/console/dom.js";
import { table } from "/console/table.js";

export function instances() {
  const skew = h("p", { class: "skew" });
  const list = table({ caption: "Instances", key: (row) => row.instance, none: "No instance has announced itself.", columns: [
    { title: "Instance", cell: (row) => h("span", {}, h("code", {}, row.instance), row.self ? " (this one)" : "") },
    { title: "Version", cell: (row) => row.version }, { title: "Format", number: true, cell: (row) => row.format },
    { title: "Configuration", cell: (row) => h("code", {}, String(row.configuration)) }] });
  const element = h("section", { class: "card" }, h("h3", {}, "Instances"), skew, list.element);
  return { element, ask: (get) => get("/api/v1/admin/instances"), show };

  function show({ data, version_skew: differ }) {
    skew.className = `skew ${differ ? "bad" : "good"}`;
    skew.textContent = differ
      ? "They differ: finish the rollout, or roll back. Until then what one answers another may not."
      : data.length === 1 ? "One instance, nothing to differ from." : `${data.length} instances, all the same.`;
    list.update(data);
  }
}
