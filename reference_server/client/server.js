// The one place that talks to the server, and the one that adds the access token to a request.

// Where the API is: at the origin of the page, unless the page names another.
const API = document.querySelector('meta[name="api-origin"]')?.content ?? "";

/**
 * Sends a request: with a JSON body when there is one, with the token when there is one, and never with half of it. The
 * cookies go along, to an API at another origin too.
 */
export function ask(path, { method = "GET", body, jwt, keepalive = false, signal, credentials = "include" } = {}) {
  const headers = {};
  if (typeof jwt === "string") headers.Authorization = `Bearer ${jwt}`;
  const options = { method, headers, keepalive, signal, credentials };
  if (body === undefined) return fetch(`${API}${path}`, options);
  headers["Content-Type"] = "application/json";
  return fetch(`${API}${path}`, { ...options, body: JSON.stringify(body) });
}
