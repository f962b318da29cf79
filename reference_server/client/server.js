// The one place that talks to the server, and the one that adds the access token to a request.

/** Sends a request: with a JSON body when there is one, with the token when there is one, and never with half of it. */
export function ask(path, { method = "GET", body, jwt, keepalive = false, signal } = {}) {
  const headers = {};
  if (typeof jwt === "string") headers.Authorization = `Bearer ${jwt}`;
  if (body === undefined) return fetch(path, { method, headers, keepalive, signal });
  headers["Content-Type"] = "application/json";
  return fetch(path, { method, headers, keepalive, signal, body: JSON.stringify(body) });
}
