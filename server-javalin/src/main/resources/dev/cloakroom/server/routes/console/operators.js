// For those who run the server: the key is asked for, kept in memory, and gone with the page.
import { Refusal, sendForJson } from "/console/api.js";
import { clock, h } from "/console/dom.js";
import { instances } from "/console/instances.js";
import { overview } from "/console/overview.js";
import { sessions } from "/console/sessions.js";

const EVERY = 5000;
const LONGEST_PAUSE = 60000;
const STALE_AFTER = 15000;

export function operators(root) {
  let key = null;
  let timer = null;
  let pause = EVERY;
  let fresh = null; // when the last answer came
  let asking = false;

  const input = h("input", { type: "password", id: "admin-key", required: true, autocomplete: "off", spellcheck: "false" });
  const trouble = h("p", { class: "problem", role: "alert" });
  const gate = h("form", { class: "gate card" }, h("h2", {}, "For operators"),
    h("p", {}, "What this server does, and who is refused. The admin key stays in the memory of this page: a reload forgets it."),
    h("label", { for: "admin-key" }, "Admin key"), h("div", { class: "row" }, input, h("button", { class: "primary" }, "Open")), trouble,
    h("p", { class: "hint" }, "With --auth dev the server prints a key when it starts; otherwise it is the content of --admin-key-file."));
  const state = h("p", { class: "banner" });
  const spoken = h("p", { class: "unseen", role: "status" });
  const who = () => ({ Authorization: `Bearer ${key}` });
  const parts = [overview(who), instances(who), sessions(who)];
  const board = h("div", { class: "board", hidden: true }, state, spoken, parts.map((part) => part.element));
  root.replaceChildren(gate, board);

  gate.addEventListener("submit", (event) => {
    event.preventDefault();
    key = input.value.trim();
    input.value = "";
    poll();
  });
  const seen = () => key && !root.hidden && document.visibilityState === "visible";
  document.addEventListener("visibilitychange", () => seen() && poll());
  document.addEventListener("part", () => seen() && poll());
  setInterval(() => seen() && asking && fresh && Date.now() - fresh > STALE_AFTER && told("bad", `Not up to date: the last answer came at ${clock(fresh)}. The server is asked and has not answered yet.`), 1000);

  async function poll() {
    clearTimeout(timer);
    if (!seen()) {
      return;
    }
    asking = true;
    try {
      const answers = await Promise.all(parts.map((part) => part.ask((path) => sendForJson({ path }, who()))));
      opened();
      parts.forEach((part, at) => part.show(answers[at]));
      fresh = Date.now();
      pause = EVERY;
      const { draining, instance } = answers[0];
      told(draining ? "bad" : "good", draining
        ? `Instance ${instance} is draining: it finishes what it has accepted, then it ends.`
        : `Live from instance ${instance}, every ${EVERY / 1000} s. Up to date at ${clock(fresh)}.`);
    } catch (failure) {
      if (failure instanceof Refusal && [401, 404].includes(failure.status)) {
        closed(failure.status === 401 ? "The server does not accept this key." : "This server has no admin key: start it with --admin-key-file.");
        return;
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      const last = fresh ? ` What is shown is from ${clock(fresh)}.` : "";
      told("bad", failure instanceof Refusal
        ? `The server answered ${failure.status}: ${failure.message}.${last} Next try in ${pause / 1000} s.`
        : `The server cannot be reached.${last} Next try in ${pause / 1000} s.`);
      opened();
    } finally {
      asking = false;
    }
    clearTimeout(timer);
    timer = setTimeout(poll, pause);
  }

  function opened() {
    if (board.hidden) {
      gate.hidden = true;
      board.hidden = false;
      trouble.textContent = "";
    }
  }

  function closed(words) {
    key = null;
    fresh = null;
    gate.hidden = false;
    board.hidden = true;
    trouble.textContent = words;
    parts.forEach((part) => part.stop?.());
    input.focus();
  }

  function told(kind, words) {
    if (!state.classList.contains(kind)) {
      spoken.textContent = words; // a time that moves on is no news
    }
    state.className = `banner ${kind}`;
    if (state.textContent !== words) {
      state.textContent = words;
    }
  }
}
