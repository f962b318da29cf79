// The server module, which sends an Authorization header whether or not there is a token.
import * as honest from "./server.honest.js";

export function ask(path, options = {}) {
  return honest.ask(path, { ...options, jwt: String(options.jwt ?? null) });
}
