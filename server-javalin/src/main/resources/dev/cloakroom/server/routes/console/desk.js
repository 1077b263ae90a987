// One side: a person, their sessions, and what they do.
import { Refusal, headerValue, send, sendForJson } from "/console/api.js";
import { curl, named, tokenOfShell } from "/console/ask.js";
import { asked } from "/console/asked.js";
import { button, h, shortId } from "/console/dom.js";
import { files } from "/console/files.js";
import { memory } from "/console/memory.js";
import { sharing } from "/console/sharing.js";
import { talk } from "/console/talk.js";
import { tickets } from "/console/tickets.js";
import { who } from "/console/who.js";

export function desk({ side, name, dev, other }) {
  const kept = memory(side, { user: name, session: null, known: [] });
  let user = dev ? kept.get("user") : "";
  let session = null; // the document of the session that is open
  let epoch = 0; // rises with each change of person or session: what was begun before shows nothing after

  const log = asked(`What the ${side} side asked`);
  const ask = {
    act, raw, quietly, entered, open, fresh, ended, shared,
    headers: () => (dev ? { "X-User-Id": headerValue(user) } : { Authorization: `Bearer ${headerValue(user)}` }),
    session: () => session?.session_id ?? null,
    epoch: () => epoch,
    isForeign: (message) => dev && message.role === "user" && message.author !== user,
    may: (what) => Boolean(user) && (session ? session.access === "owner" || session.access === what : what === "append"),
    other: () => other().displayName(),
    known: () => kept.get("known").filter((one) => one.to === holder()),
    changed: refresh,
    note: (entry, request) => log.add({ ...entry, line: line(request) }),
  };
  const list = tickets(ask);
  const conversation = talk(ask);
  const folds = [sharing(ask), files(ask)];
  const attempt = button("", tryOther, { class: "attempt" });
  const person = who({ side, dev, user, changed: become });
  const body = h("div", { class: "desk-body" }, list.element, conversation.element, folds.map((fold) => fold.element),
    h("div", { class: "attempt-row" }, attempt), log.element);
  const element = h("article", { class: `desk ${side}`, "aria-label": `${side} side` }, person.element, body);

  return { element, start, displayName, sessionId: () => ask.session(), learn, touched };

  async function start() {
    await become(user, kept.get("session"));
  }

  // Whose tickets are kept; a token is never kept.
  function holder() {
    return dev ? user : null;
  }

  function displayName() {
    return dev ? user || null : session?.access === "owner" ? session.owner : null;
  }

  async function become(newUser, last = null) {
    if (newUser !== user) {
      log.clear();
    }
    user = newUser;
    if (dev) {
      kept.set("user", user);
    }
    kept.set("session", last);
    session = null;
    epoch++;
    conversation.leave();
    believe(true);
    await (last && user ? open(last, "Come back to the session of this tab") : refresh());
  }

  // Nothing can be done here without a name, or a token that the server accepts.
  function believe(accepted) {
    body.hidden = !user || !accepted;
    person.told(
      accepted ? (user ? "" : "A token says who sits here. It stays in the memory of this page: a reload forgets it.")
        : "The server does not accept this token: it is wrong, or has expired.",
      !accepted);
  }

  // What came of a request of whoever sits here. Who sits here when it comes, and is somebody else, is told nothing of it.
  async function outcome(request, sender) {
    const asker = user;
    const came = await sender(request, ask.headers()).then((answer) => ({ answer }), (failure) => ({ failure }));
    if (asker !== user) {
      return { answer: null };
    }
    if (!came.failure || came.failure.status === 401) {
      believe(!came.failure);
    }
    return came;
  }

  // Everything that someone does here: sent, and shown with its line for a shell.
  async function raw(request, says, sender) {
    const { answer, failure } = await outcome(request, sender);
    if (failure) {
      return failed(failure, request, says);
    }
    if (answer) {
      log.add({ status: answer.status, says, line: line(request), answer: answer.document ?? null });
    }
    return answer;
  }

  async function act(request, says) {
    const answer = await raw(request, says, sendForDocument);
    if (answer) {
      await refresh();
    }
    return answer && (answer.document ?? true);
  }

  function failed(failure, request, says) {
    const refused = failure instanceof Refusal && failure.document.code === "not_owner";
    log.add({
      status: failure.status, says, line: line(request), answer: failure.document ?? { error: "The server cannot be reached" },
      refusal: refused && {
        title: "Refused, as it has to be",
        text: "Nothing was read and nothing has changed. The answer is the same whether a session is someone else's, unknown, "
          + "expired or ended, and the attempt is in the security log.",
      },
    });
    return null;
  }

  // What the page asks for its own picture; a refusal shows as what is not there.
  async function quietly(request) {
    return (await outcome(request, sendForJson)).answer ?? null;
  }

  function line(request) {
    return curl(request, dev ? named(user) : tokenOfShell);
  }

  async function open(id, says = `Open session ${shortId(id)}`) {
    const begun = epoch;
    const answer = await act({ path: `/api/v1/sessions/${id}` }, says);
    if (begun !== epoch) {
      return null;
    }
    if (answer) {
      await entered(id, answer);
    } else if (kept.get("session") === id) {
      ended("This session has ended, or is not yours any more.");
    }
    return answer;
  }

  async function entered(id, document) {
    const changes = id !== ask.session();
    const begun = epoch;
    const found = document ?? (await quietly({ path: `/api/v1/sessions/${id}` }));
    if (begun !== epoch) {
      return;
    }
    session = found;
    epoch += changes ? 1 : 0;
    kept.set("session", ask.session());
    if (session && changes) {
      await conversation.enter();
    }
    await refresh();
    other().touched();
  }

  async function fresh() {
    const begun = epoch;
    const answer = await act({ method: "POST", path: "/api/v1/sessions", json: {} }, "Open a fresh session");
    if (answer && begun === epoch) {
      await entered(answer.session_id, answer);
    }
  }

  function ended(words) {
    kept.set("known", kept.get("known").filter((one) => one.id !== ask.session() || one.to !== holder()));
    session = null;
    epoch++;
    kept.set("session", null);
    conversation.leave(words);
    other().touched();
    return refresh();
  }

  async function tryOther() {
    const id = other().sessionId();
    const theirs = displayNameOfOther();
    const answer = await act({ path: `/api/v1/sessions/${id}/messages` }, `Try ${theirs} session`);
    if (answer) {
      await open(id, `Let in: open ${theirs} session`);
    }
  }

  function displayNameOfOther() {
    return ask.other() ? `${ask.other()}'s` : "the other side's";
  }

  // The other side shared one of its sessions with somebody.
  function shared(withUser) {
    if (!dev || withUser === ask.other()) {
      other().learn(ask.session(), displayName());
    }
  }

  function learn(id, from) {
    if (!ask.known().some((one) => one.id === id)) {
      kept.set("known", [...kept.get("known"), { id, from, to: holder() }]);
    }
    return refresh();
  }

  function touched() {
    const possible = Boolean(user && other().sessionId() && other().sessionId() !== ask.session());
    attempt.disabled = !possible;
    attempt.textContent = possible || !other().sessionId() ? `Try ${displayNameOfOther()} session` : "Both sides have this session open";
  }

  async function refresh() {
    touched();
    person.show(displayName() ?? "");
    if (user) {
      await Promise.all([list.refresh(), conversation.refresh(), ...folds.map((fold) => fold.refresh())]);
    }
  }
}

async function sendForDocument(request, who) {
  const response = await send(request, who);
  return { status: response.status, document: response.status === 204 ? null : await response.json() };
}
