// Login and logout.

import * as api from "./api.js";
import * as refresh from "./refresh.js";
import { ask } from "./server.js";
import * as store from "./store.js";
import * as tabs from "./tabs.js";
import * as token from "./token.js";

// Set while the server has not heard of a logout yet. It holds no secret, only the fact.
const PENDING = "logout-pending";

let logoutOnItsWay = new AbortController();

/** Logs in. Resolves to false when the name and the password do not belong together. */
export async function login(username, password) {
  // The answer to a logout takes the cookie away. It must not come now; the login ends the old session just as well.
  logoutOnItsWay.abort();
  const generation = token.generation();
  const response = await ask("/login", { method: "POST", body: { username, password } });
  if (response.status === 401) return false;
  if (!response.ok) throw new Error(`the login was answered ${response.status}`);
  // The server has ended the session that this login replaced, so a logout that never got there is settled.
  localStorage.removeItem(PENDING);
  if (!(await refresh.accept(response, generation))) throw new api.SignedOut();
  return true;
}

/** Logs out: here and in the other tabs at once, at the server as soon as it can be reached. */
export async function logout(clearPage) {
  forgetEverything(clearPage);
  localStorage.setItem(PENDING, "yes");
  tabs.announceLogout();
  await settleLogout();
}

/** Ends the sessions on all devices, then logs out here. The server must know who asks, so it is told first. */
export async function logoutEverywhere(clearPage) {
  try {
    await api.call("/logout_everywhere", { method: "POST" });
  } finally {
    await logout(clearPage);
  }
}

/** Drops the token, the countdown and what the page shows of the user, without asking anyone. */
export function forgetEverything(clearPage) {
  token.forget();
  store.reset();
  refresh.stop();
  clearPage();
}

/** The server finds out by itself when the tokens expire. */
export async function settleLogout() {
  localStorage.removeItem(PENDING);
}
