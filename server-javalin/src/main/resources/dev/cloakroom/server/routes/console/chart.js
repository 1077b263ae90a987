// A chart over time as SVG: axes with units, values under pointer and keyboard, and the same as a table.
import { clock, h, svg } from "/console/dom.js";

const HEIGHT = 190;
const EDGE = { top: 10, right: 8, bottom: 24, left: 46 };
const MOST_TICKS = 5;

// series: [{ name, value: (row) => number or null }]; bars are stacked, lines are not.
export function chart({ title, unit, series, bars = false, format = plain }) {
  const drawing = svg("svg", { class: "drawing", height: HEIGHT, tabindex: 0, role: "group" });
  const readout = h("dl", { class: "legend" });
  const moment = h("span", { class: "moment" });
  const spoken = h("p", { class: "unseen", role: "status" });
  const rows = h("tbody");
  const table = h("details", { class: "as-table" }, h("summary", {}, "As a table"),
    h("div", { class: "scroll", tabindex: 0 }, h("table", {},
      h("caption", { class: "unseen" }, `${title}, ${unit}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Time"), series.map(({ name }) => h("th", { scope: "col", class: "number" }, name)))), rows)));
  const element = h("figure", { class: "chart" },
    h("figcaption", {}, h("h3", {}, title), h("span", { class: "unit" }, unit), moment), drawing, readout, spoken, table);
  let data = [];
  let at = null; // the place that is looked at

  new ResizeObserver(draw).observe(element);
  drawing.addEventListener("pointermove", (event) => look(nearest(event.clientX - drawing.getBoundingClientRect().left)));
  drawing.addEventListener("pointerleave", () => look(null));
  drawing.addEventListener("blur", () => look(null));
  drawing.addEventListener("focus", () => look(data.length - 1, true));
  drawing.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: (at ?? data.length) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: data.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      look(Math.max(0, Math.min(data.length - 1, to)), true);
    }
  });
  return { element, update };

  function update(newest) {
    data = newest;
    at = at === null ? null : Math.min(at, data.length - 1);
    rows.replaceChildren(...[...data].reverse().map((row) => h("tr", {}, h("th", { scope: "row" }, clock(row.at)),
      series.map((one) => h("td", { class: "number" }, told(one.value(row)))))));
    draw();
  }

  function told(value) {
    return value === null || value === undefined ? "–" : format(value);
  }

  function look(place, aloud = false) {
    at = place !== null && place >= 0 && data[place] ? place : null;
    draw();
    if (aloud && at !== null) {
      spoken.textContent = `${clock(data[at].at)}: ${series.map((one) => `${one.name} ${told(one.value(data[at]))}`).join(", ")}`;
    }
  }

  function frame() {
    const width = Math.max(240, drawing.clientWidth || element.clientWidth);
    const sums = data.map((row) => (bars ? series.reduce((sum, one) => sum + (one.value(row) ?? 0), 0)
      : Math.max(0, ...series.map((one) => one.value(row) ?? 0))));
    const ticks = steps(Math.max(0, ...sums), bars);
    const inner = width - EDGE.left - EDGE.right;
    const slots = bars ? data.length : Math.max(1, data.length - 1);
    return {
      width, ticks,
      x: (place) => EDGE.left + (inner * (bars ? place + 0.5 : place)) / slots,
      y: (value) => HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * value) / ticks.at(-1),
      slot: inner / slots,
    };
  }

  function nearest(left) {
    const { x } = frame();
    let best = 0;
    data.forEach((row, place) => (best = Math.abs(x(place) - left) < Math.abs(x(best) - left) ? place : best));
    return data.length ? best : null;
  }

  function draw() {
    const { width, ticks, x, y, slot } = frame();
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    drawing.setAttribute("aria-label", `${title}, ${unit}: ${summary()}. Arrow keys move through time.`);
    const seen = data[at ?? data.length - 1];
    drawing.replaceChildren(
      ...ticks.flatMap((tick) => [
        svg("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(tick), y2: y(tick) }),
        svg("text", { class: "tick", x: EDGE.left - 6, y: y(tick) + 4, "text-anchor": "end" }, format(tick))]),
      ...times(width, x),
      ...(bars ? columns(x, y, slot) : series.map((one, index) => line(one, index, x, y))),
      ...(at === null ? [] : [svg("line", { class: "cursor", x1: x(at), x2: x(at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom })]),
      ...(at === null || bars ? [] : dots(x, y)));
    moment.textContent = seen ? `${at === null ? "latest, " : ""}${clock(seen.at)}` : "no data yet";
    readout.replaceChildren(...series.map((one, index) => h("div", { class: `s${index}` },
      h("dt", {}, swatch(index), one.name), h("dd", {}, seen ? told(one.value(seen)) : "–"))));
  }

  function swatch(index) {
    return svg("svg", { width: 18, height: 10, "aria-hidden": "true" }, bars
      ? svg("rect", { class: `bar s${index}`, x: 4, width: 10, height: 10, rx: 2 })
      : svg("line", { class: `path s${index}`, x1: 0, x2: 18, y1: 5, y2: 5 }));
  }

  function times(width, x) {
    const labels = Math.max(2, Math.min(6, Math.floor(width / 110)));
    const places = [...new Set(Array.from({ length: labels }, (unused, n) => Math.round(((data.length - 1) * n) / (labels - 1))))];
    return data.length < 2 ? [] : places.map((place, n) => svg("text", {
      class: "tick", x: x(place), y: HEIGHT - 6, "text-anchor": n === 0 ? "start" : n === places.length - 1 ? "end" : "middle",
    }, clock(data[place].at).slice(0, bars ? 5 : 8)));
  }

  function line(one, index, x, y) {
    let path = "";
    let pen = "M";
    const values = data.map((row) => one.value(row) ?? null);
    values.forEach((value, place) => {
      const alone = pen === "M" && (values[place + 1] ?? null) === null; // a point, where there is no line to draw
      path += value === null ? "" : `${pen}${x(place).toFixed(1)} ${y(value).toFixed(1)}${alone ? "h0" : ""}`;
      pen = value === null ? "M" : "L";
    });
    return svg("path", { class: `path s${index}`, d: path || "M0 0" });
  }

  function columns(x, y, slot) {
    return data.flatMap((row, place) => {
      let below = 0;
      return series.map((one, index) => {
        const value = one.value(row) ?? 0;
        const bottom = y(below);
        below += value;
        return value === 0 ? null : svg("rect", {
          class: `bar s${index}`, x: x(place) - slot * 0.38, width: slot * 0.76, y: y(below), height: Math.max(0.5, bottom - y(below)),
        });
      }).filter(Boolean);
    });
  }

  function dots(x, y) {
    return series.map((one, index) => ({ value: one.value(data[at]), index })).filter(({ value }) => value !== null && value !== undefined)
      .map(({ value, index }) => svg("circle", { class: `dot s${index}`, cx: x(at), cy: y(value), r: 3.5 }));
  }

  function summary() {
    return data.length === 0 ? "no data yet" : series.map((one) => {
      const values = data.map(one.value).filter((value) => value !== null && value !== undefined);
      return values.length ? `${one.name} now ${told(values.at(-1))}, at most ${told(Math.max(...values))}` : `${one.name} none`;
    }).join("; ");
  }
}

// From zero to a round number at or above the largest value; what is counted has whole steps.
function steps(largest, counted) {
  const raw = (largest || 1) / (MOST_TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw && !(counted && n % 1));
  return Array.from({ length: Math.ceil((largest || 1) / step - 1e-9) + 1 }, (unused, n) => n * step);
}

function plain(value) {
  return value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : Number(value.toPrecision(2)).toString();
}
