// The session for a new tab, which starts with an empty sessionStorage: it asks the other tabs, and one of them tells.
//
// By a BroadcastChannel and not by localStorage: a message is heard by the tabs that are open, and stays nowhere.

import * as token from "./token.js";

const PATIENCE = 500; // how long to wait for another tab, in milliseconds

const channel = new BroadcastChannel("session");
let onAnswer = null;

channel.addEventListener("message", ({ data }) => {
  if (data.kind === "wanted" && token.current() !== null) {
    channel.postMessage({
      kind: "held",
      by: data.by,
      jwt: token.current(),
      refreshToken: token.refreshToken(),
      remaining: token.remaining(),
    });
  }
  if (data.kind === "held") onAnswer?.(data);
});

/** Asks the other tabs for their session. Resolves to whether there is one here afterwards. */
export function ask() {
  const generation = token.generation();
  const by = crypto.randomUUID();
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), PATIENCE);
    function finish(isHeld) {
      clearTimeout(timer);
      onAnswer = null;
      resolve(isHeld);
    }
    onAnswer = ({ by: asker, jwt, refreshToken, remaining }) => {
      if (asker !== by) return;
      if (generation === token.generation()) token.remember(jwt, remaining, refreshToken);
      finish(token.current() !== null);
    };
    channel.postMessage({ kind: "wanted", by });
  });
}
