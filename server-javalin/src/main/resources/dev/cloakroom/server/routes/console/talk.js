// The conversation of the session that is open: written to, streamed, and followed while others write.
import { Refusal, send } from "/console/api.js";
import { button, confirmed, copyButton, h, shortId } from "/console/dom.js";
import { events } from "/console/stream.js";
import { follow } from "/console/tail.js";
import { transcript } from "/console/transcript.js";

const STATES = { live: "Live", waiting: "Reconnecting…", off: "Not followed", closed: "Access has ended", refused: "Refused" };

export function talk(ask) {
  const messages = transcript("Messages", "No session is open. The first message opens a fresh one.", ask.isForeign);
  const title = h("h3", { class: "grow" });
  const state = h("span", { class: "state", role: "status" });
  const tailing = button("", toggle, { class: "quiet small", "aria-pressed": "true" });
  const end = button("End session", finish, { class: "quiet small" });
  const copy = copyButton(() => ask.session() ?? "", "the id of the session", "Copy id");
  const text = h("textarea", { rows: 2, "aria-label": "Message", placeholder: "Write a message", required: true });
  const sending = h("button", { class: "primary" }, "Send");
  const form = h("form", { class: "composer" }, text, sending);
  const element = h("section", { class: "talk", "aria-label": "Conversation" },
    h("header", { class: "row" }, title, state, copy, tailing, end), messages.element, form);
  let tail = null;
  let wanted = true;
  let turn = null; // what was said and is not answered yet
  let late = []; // what came while a reply is written, which shows first

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return { element, enter, leave, refresh };

  async function enter() {
    leave();
    const id = ask.session();
    const page = await ask.quietly({ path: `/api/v1/sessions/${id}/messages` });
    if (page && id === ask.session()) {
      page.data.forEach(messages.show);
      if (wanted) {
        listen();
      }
    }
  }

  function leave(words) {
    drop();
    tail?.stop();
    tail = null;
    late = [];
    messages.clear(words);
    told("off");
  }

  // Nobody here reads it any more, and the server goes on by itself. A turn that opens its session does not drop itself.
  function drop() {
    if (turn && !turn.opening) {
      turn.stop();
      turn = null;
    }
  }

  function refresh() {
    const id = ask.session();
    title.textContent = id ? `Session ${shortId(id)}` : "No session";
    title.title = id ?? "";
    state.hidden = copy.hidden = tailing.hidden = end.hidden = !id;
    end.disabled = !ask.may("own");
    tailing.textContent = tail ? "Stop following" : "Follow live";
    tailing.setAttribute("aria-pressed", Boolean(tail));
    text.disabled = !ask.may("append");
    text.placeholder = text.disabled ? "You may only read here" : "Write a message";
    sending.disabled = Boolean(turn) || text.disabled;
  }

  function toggle() {
    wanted = !tail;
    if (wanted) {
      listen();
      const request = { path: tailPath(), accept: "text/event-stream" };
      ask.note({ status: 200, says: "Follow the session live" }, request);
    } else {
      tail.stop();
      tail = null;
      told("off");
    }
    refresh();
  }

  function tailPath() {
    return `/api/v1/sessions/${ask.session()}/events`;
  }

  function listen() {
    tail?.stop();
    tail = follow({
      path: tailPath(), who: ask.headers(), after: messages.last(),
      onMessage: (message) => (turn ? late.push(message) : messages.show(message)),
      onState: (name) => {
        told(name);
        if (name === "closed" || name === "refused") {
          ask.ended("Access to this session has ended: revoked, ended or expired.");
        }
      },
    });
  }

  function told(name) {
    state.textContent = STATES[name];
    state.dataset.state = name;
  }

  async function finish() {
    const id = ask.session();
    const yes = await confirmed({ title: `End session ${shortId(id)}?`, text: "Its messages and files are gone for everyone, for good.", yes: "End session" });
    if (yes && (await ask.act({ method: "DELETE", path: `/api/v1/sessions/${id}` }, `End session ${shortId(id)}`))) {
      await ask.ended("This session has ended. The next message opens a fresh one.");
    }
  }

  async function say() {
    const message = text.value.trim();
    if (!message || turn) {
      return;
    }
    const id = ask.session();
    const json = id ? { message, session_id: id } : { message };
    const request = { method: "POST", path: "/api/v1/chat/send", accept: "text/event-stream", json };
    const reading = new AbortController();
    const mine = { opening: false, stop: () => {} };
    turn = mine;
    text.value = "";
    const draft = messages.draft();
    try {
      const response = await ask.raw({ ...request, signal: reading.signal }, "Send a message, the reply streamed", send);
      mine.stop = () => reading.abort();
      if (turn !== mine) {
        mine.stop();
      } else if (response) {
        await answered(response, draft, mine);
      }
    } catch (failure) {
      if (turn === mine) {
        ask.note({ status: failure.status ?? 0, says: "The reply was cut", answer: { error: failure.message } }, request);
      }
    } finally {
      draft.end();
      if (turn === mine) {
        turn = null;
        late.splice(0).forEach(messages.show);
        await ask.changed();
        text.focus();
      }
    }
  }

  async function answered(response, draft, mine) {
    for await (const { name, data } of events(response)) {
      if (turn !== mine) {
        return;
      }
      if (name === "session") {
        messages.show(data.message);
        if (data.session_id !== ask.session() && !(await opened(data.session_id, mine))) {
          return;
        }
      } else if (name === "delta") {
        draft.add(data.content);
      } else if (name === "message") {
        draft.end();
        messages.show(data);
        return;
      } else if (name === "error") {
        throw new Refusal(data.status, data);
      }
    }
  }

  async function opened(id, mine) {
    mine.opening = true;
    await ask.entered(id);
    mine.opening = false;
    return id === ask.session();
  }
}
