// The server module, which sends the token in the address as well.
import * as honest from "./server.honest.js";

export function ask(path, options = {}) {
  return honest.ask(options.jwt === undefined ? path : `${path}?access_token=${options.jwt}`, options);
}
