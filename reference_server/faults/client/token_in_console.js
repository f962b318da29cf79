// The token module, which says in the console what has come.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, remaining) {
  honest.remember(jwt, remaining);
  console.debug("session renewed", { session: { jwt, remaining } });
}
