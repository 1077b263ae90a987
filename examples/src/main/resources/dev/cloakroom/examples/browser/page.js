"use strict";

// The session id belongs to this tab: sessionStorage is not shared with others and outlives a reload. It is a name and
// no key: whoever signs in at this browser later cannot use it.
const session = {
  get id() { return sessionStorage.getItem("session"); },
  set id(id) { id ? sessionStorage.setItem("session", id) : sessionStorage.removeItem("session"); },
};
const $ = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let tail = null;
let answering = false;
let late = [];

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

class Refused extends Error {}

async function api(path, options = {}) {
  const response = await fetch("/api/v1" + path, options);
  if (response.status === 401) {
    location.reload(); // signed out elsewhere
  }
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Refused(problem.detail || "The server cannot be reached"), { code: problem.code });
}

const path = () => "/sessions/" + encodeURIComponent(session.id);

// Messages are shown by their place, each once, whichever way they come.
function show(message) {
  if ([...$("messages").children].some((item) => Number(item.dataset.seq) === message.seq)) {
    return;
  }
  const item = document.createElement("li");
  item.className = message.role;
  item.dataset.seq = message.seq;
  const author = document.createElement("small");
  author.textContent = message.role === "user" ? message.author : message.role;
  item.append(author, message.content);
  const next = [...$("messages").children].find((other) => Number(other.dataset.seq) > message.seq);
  $("messages").insertBefore(item, next || document.querySelector("li.draft"));
  $("empty").hidden = true;
  item.scrollIntoView({ block: "nearest" });
}

function forget() {
  tail?.close();
  $("messages").replaceChildren();
  $("empty").hidden = false;
}

// What others say in this session, and what this user says in other tabs. The browser comes back by itself.
function follow(after) {
  tail?.close();
  tail = new EventSource(`/api/v1${path()}/events?after=${after}`);
  tail.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    answering ? late.push(message) : show(message);
  });
  tail.addEventListener("closed", () => refused());
}

function refused() {
  forget();
  $("empty").hidden = $("say").hidden = true;
  notice("This session does not belong to you, or it has ended. “New session” begins one of your own.");
}

async function enter() {
  forget();
  notice("");
  $("say").hidden = false;
  if (session.id) {
    try {
      const page = await (await api(path() + "/messages?limit=200")).json();
      page.data.forEach(show);
      follow(page.last_seq);
    } catch (failure) {
      failure.code === "not_owner" ? refused() : notice(failure.message);
      return;
    }
  }
  $("text").focus();
}

// One event after the other, as they come.
async function* events(response) {
  let text = "";
  for await (const part of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
    text += part;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const field = (name) => lines.find((line) => line.startsWith(name + ": "))?.slice(name.length + 2);
      if (field("data")) {
        yield { event: field("event"), data: JSON.parse(field("data")) };
      }
    }
  }
}

async function* chunks(stream) {
  const reader = stream.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    yield value;
  }
}

async function answer(response, draft) {
  for await (const { event, data } of events(response)) {
    if (event === "session") {
      draft.textContent = "";
      session.id = data.session_id;
      if (data.new_session) {
        follow(data.message.seq);
      }
      show(data.message);
      $("stop").hidden = false;
    } else if (event === "delta") {
      draft.textContent += data.content;
      draft.scrollIntoView({ block: "nearest" });
    } else if (event === "message") {
      draft.remove();
      show(data);
      return;
    } else if (event === "error") {
      throw new Refused(data.detail);
    }
  }
  throw new TypeError("cut");
}

// Sent again after a cut, with the same key: the message is stored once, whatever the network does.
async function send(text) {
  const draft = Object.assign(document.createElement("li"), { className: "draft", textContent: "…" });
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify({ message: text, session_id: session.id }),
  };
  $("messages").append(draft);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await answer(await api("/chat/send", request), draft);
      } catch (failure) {
        const again = failure instanceof TypeError || failure.code === "key_in_flight";
        if (!again || attempt === 5) {
          throw failure;
        }
        await pause(200 * 2 ** attempt);
      }
    }
  } finally {
    draft.remove();
  }
}

$("say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (answering || !text.trim()) {
    return;
  }
  answering = true;
  $("send").disabled = true;
  $("text").value = "";
  notice("");
  try {
    await send(text);
  } catch (failure) {
    failure.code === "not_owner" ? refused() : notice(failure.message);
  } finally {
    answering = false;
    late.splice(0).forEach(show);
    $("send").disabled = false;
    $("stop").hidden = true;
    $("text").focus();
  }
});

$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("say").requestSubmit();
  }
});

$("stop").addEventListener("click", () => api(path() + "/turn/stop", { method: "POST" }).catch((e) => notice(e.message)));

$("fresh").addEventListener("click", () => {
  session.id = null;
  enter();
});

$("leave").addEventListener("click", async () => {
  await fetch("/logout", { method: "POST" });
  session.id = null;
  location.reload();
});

$("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch("/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(Object.fromEntries(new FormData(event.target))),
  });
  response.ok ? await start() : notice("Name and password do not belong together.");
});

async function start() {
  const { user } = await (await fetch("/me")).json();
  notice("");
  $("user").textContent = user;
  $("who").hidden = $("chat").hidden = !user;
  $("login").hidden = Boolean(user);
  user ? await enter() : $("login").elements.user.focus();
}

start();
