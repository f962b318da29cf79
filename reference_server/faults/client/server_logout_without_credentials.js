// The server module, which sends the logout without the cookies.
export * from "./server.honest.js";
import * as honest from "./server.honest.js";

export function ask(path, options = {}) {
  return honest.ask(path, path === "/logout" ? { ...options, credentials: "omit" } : options);
}
