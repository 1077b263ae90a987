// Follows a session: comes back after a cut, behind the last message that was seen, and ends when access does.
import { Refusal, send } from "/console/api.js";
import { events } from "/console/stream.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;

export function follow({ path, who, after, onMessage, onState }) {
  const stopping = new AbortController();
  run().catch(() => {});
  return { stop: () => stopping.abort() };

  async function run() {
    let seen = after;
    let pause = FIRST_PAUSE;
    while (!stopping.signal.aborted) {
      try {
        const headers = { "Last-Event-ID": String(seen) };
        const response = await send({ path, headers, accept: "text/event-stream", signal: stopping.signal }, who);
        onState("live");
        pause = FIRST_PAUSE;
        for await (const { name, id, data } of events(response)) {
          if (stopping.signal.aborted) {
            return;
          }
          if (name === "message") {
            seen = Math.max(seen, Number(id) || seen);
            onMessage(data);
          } else if (name === "closed") {
            onState("closed");
            return;
          }
        }
      } catch (failure) {
        if (stopping.signal.aborted) {
          return;
        }
        if (failure instanceof Refusal && failure.status < 500 && failure.status !== 429) {
          onState("refused", failure);
          return;
        }
      }
      if (!stopping.signal.aborted) {
        onState("waiting");
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }
}
