// One session as it goes on, seen by an operator: how much is written, and what only after revealing it.
import { button, confirmed, h, shortId } from "/console/dom.js";
import { follow } from "/console/tail.js";
import { transcript } from "/console/transcript.js";

const BEFORE = 20; // messages before the end are shown at once

const STATES = { live: "Live", waiting: "Reconnecting…", closed: "The session has ended", refused: "Refused" };

export function watch(who) {
  const title = h("h4", { class: "grow", tabindex: -1 });
  const state = h("span", { class: "state", role: "status" });
  const reveal = button("Reveal content…", uncover, { class: "quiet small" });
  const messages = transcript("Messages of the session", "Nothing was written since.");
  const element = h("section", { class: "watch", "aria-label": "Live tail", hidden: true },
    h("header", { class: "row" }, title, state, reveal, button("Close", stop, { class: "quiet small" })), messages.element);
  let tail = null;
  let row = null;
  return { element, open, stop };

  function open(session) {
    row = session;
    element.hidden = false;
    title.textContent = `Session ${shortId(row.session_id)} of ${row.owner}`;
    listen(false);
    title.focus();
  }

  function listen(revealed) {
    tail?.stop();
    messages.clear();
    reveal.hidden = revealed;
    element.classList.toggle("revealed", revealed);
    tail = follow({
      path: `/api/v1/admin/sessions/${row.session_id}/events${revealed ? "?reveal=true" : ""}`,
      who: who(), after: Math.max(0, row.last_seq - BEFORE), onMessage: messages.show,
      onState: (name, failure) => {
        state.textContent = failure ? `${failure.status}: ${failure.message}` : STATES[name];
        state.dataset.state = name;
      },
    });
  }

  async function uncover() {
    const sure = await confirmed({
      title: "Reveal what was written?", yes: "Reveal",
      text: `You will read what ${row.owner} and others wrote in confidence. That the content was revealed is written to the audit log.`,
    });
    if (sure) {
      listen(true);
    }
  }

  function stop() {
    tail?.stop();
    tail = null;
    element.hidden = true;
    messages.clear();
  }
}
