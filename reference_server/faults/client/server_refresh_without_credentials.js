// The server module, which asks for a refresh as one asks one's own origin.
import * as honest from "./server.honest.js";

export function ask(path, options = {}) {
  return honest.ask(path, path === "/refresh_token" ? { ...options, credentials: "same-origin" } : options);
}
