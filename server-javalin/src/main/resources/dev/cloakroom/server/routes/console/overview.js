// What this instance does: figures, charts, and lists of what is slow and who is refused.
import { chart } from "/console/chart.js";
import { clock, h } from "/console/dom.js";
import { table } from "/console/table.js";

const BUCKET_SECONDS = 5;
const REASONS = ["foreign", "unknown", "malformed", "insufficient", "other"];
const whole = (value) => value.toLocaleString("en");

export function overview() {
  const tiles = h("dl", { class: "tiles" });
  const perSecond = (name) => (row) => row[name] / BUCKET_SECONDS;
  const throughput = chart({ title: "Throughput", unit: "per second", series: [
    { name: "requests", value: perSecond("requests") }, { name: "refused", value: perSecond("refused") }, { name: "failed", value: perSecond("failed") }] });
  const latency = chart({ title: "Latency", unit: "milliseconds", series: [50, 95, 99].map((part) => (
    { name: `p${part}`, value: (row) => (row.requests ? row[`p${part}_millis`] : null) })) });
  const denials = chart({ title: "Denied attempts", unit: "per minute", bars: true,
    series: REASONS.map((name) => ({ name, value: (row) => row[name] })) });
  const probing = table({ caption: "Who probes", key: (row) => row.user, none: "Nobody is refused again and again.", columns: [
    { title: "User (hash)", cell: (row) => row.user }, { title: "Refusals", number: true, cell: (row) => whole(row.refusals) },
    { title: "Last", cell: (row) => clock(row.last_at) }, { title: "", cell: (row) => (row.slowed ? h("span", { class: "badge refused" }, "slowed down") : "") }] });
  const slow = table({ caption: "Slow operations", key: (row) => row.request_id, none: "Nothing was slow.", columns: [
    { title: "At", cell: (row) => clock(row.at) }, { title: "Route", cell: (row) => row.route }, { title: "Status", number: true, cell: (row) => row.status },
    { title: "ms", number: true, cell: (row) => whole(Math.round(row.millis)) }, { title: "Request", cell: (row) => h("code", {}, row.request_id) }] });
  const routes = table({ caption: "Routes", key: (row) => row.route, none: "No requests yet.", columns: [
    { title: "Route", cell: (row) => row.route }, { title: "Requests", number: true, cell: (row) => whole(row.requests) },
    { title: "Failed", number: true, cell: (row) => whole(row.failed) }, { title: "p95 ms", number: true, cell: (row) => whole(Math.round(row.p95_millis)) }] });

  const element = h("div", { class: "parts" }, tiles,
    h("div", { class: "charts" }, card(throughput.element), card(latency.element)),
    h("div", { class: "charts" }, card(denials.element), card(h("h3", {}, "Who probes"), probing.element)),
    h("div", { class: "charts" }, card(h("h3", {}, "Slow operations"), slow.element), card(h("h3", {}, "Routes"), routes.element)));
  return { element, ask: (get) => get("/api/v1/admin/overview"), show };

  function show(view) {
    const recent = view.traffic.at(-1);
    const denied = view.denials.reduce((sum, row) => sum + REASONS.reduce((all, name) => all + row[name], 0), 0);
    tiles.replaceChildren(...[
      ["Requests", recent ? (recent.requests / BUCKET_SECONDS).toFixed(1) : "–", "per second"],
      ["p95", recent?.requests ? `${Math.round(recent.p95_millis)}` : "–", "milliseconds"],
      ["Denied", whole(denied), "in the last hour"],
      ["Turns", `${view.turns.running} / ${view.turns.limit}`, `${view.turns.waiting} waiting`],
      ["Followers", whole(view.followers.open), `of ${whole(view.followers.limit)}`],
      ["Sessions", view.sessions === null ? "–" : whole(view.sessions), view.sessions === null ? "not counted here" : "in the store"],
      ["Store", view.store, `version ${view.version}`],
      ["Up", lasted(Date.parse(view.now) - Date.parse(view.started_at)), `since ${clock(view.started_at)}`],
    ].map(([name, value, more]) => h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, value), h("dd", { class: "more" }, more))));
    throughput.update(view.traffic);
    latency.update(view.traffic);
    denials.update(view.denials);
    probing.update(view.probing);
    slow.update(view.slow);
    routes.update(view.routes);
  }
}

const card = (...children) => h("section", { class: "card" }, children);

function lasted(millis) {
  const minutes = Math.floor(millis / 60000);
  return minutes < 60 ? `${minutes} min` : minutes < 2880 ? `${(minutes / 60).toFixed(1)} h` : `${Math.floor(minutes / 1440)} days`;
}
