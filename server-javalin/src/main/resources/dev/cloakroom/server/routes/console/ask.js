// The same request as a line for a shell.
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function curl({ method = "GET", path, json, file, accept, headers = {} }, credential) {
  const parts = ["curl"];
  const implied = json || file ? "POST" : "GET";
  if (accept === "text/event-stream") {
    parts.push("-N");
  }
  if (method !== implied) {
    parts.push("-X", method);
  }
  parts.push(quoted(location.origin + path), "-H", credential);
  if (accept) {
    parts.push("-H", quoted(`Accept: ${accept}`));
  }
  for (const [name, value] of Object.entries(headers)) {
    parts.push("-H", quoted(`${name}: ${value}`));
  }
  if (json) {
    parts.push("-H", quoted("Content-Type: application/json"), "-d", quoted(JSON.stringify(json)));
  }
  if (file) {
    parts.push("-F", quoted(`file=@${file}`));
  }
  return parts.join(" ");
}

// Who is asking, as a header for a shell: a token is named and never written out.
export const named = (user) => quoted(`X-User-Id: ${user}`);
export const tokenOfShell = '"Authorization: Bearer $TOKEN"';
