// Requests to this server and no other.
export class Refusal extends Error {
  constructor(status, document) {
    super(document.detail || `The server answered ${status}`);
    this.status = status;
    this.document = document;
  }
}

// A header carries bytes; the server reads them as UTF-8.
export const headerValue = (text) => String.fromCharCode(...new TextEncoder().encode(text));

// Answers a response that is fine; everything else is a Refusal, and a TypeError when nobody answered.
export async function send({ method = "GET", path, headers = {}, json, form, accept, signal }, who = {}) {
  const response = await fetch(path, {
    method,
    signal,
    headers: {
      ...who,
      ...headers,
      ...(accept && { Accept: accept }),
      ...(json && { "Content-Type": "application/json" }),
    },
    body: json ? JSON.stringify(json) : form,
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
  });
  if (!response.ok) {
    throw new Refusal(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

export async function sendForJson(request, who) {
  const response = await send(request, who);
  return response.status === 204 ? null : response.json();
}
