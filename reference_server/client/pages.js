// The login page and the home page, and what their buttons do.

import * as api from "./api.js";
import * as auth from "./auth.js";
import * as router from "./router.js";
import { element, show, tell } from "./views.js";

const UNREACHABLE = "The server can not be reached. Try again in a moment.";

/** Shows the login page. */
export function showLogin() {
  router.toLogin();
  show("login-view");
  element("login-form").addEventListener("submit", attempt(submitLogin));
}

/** Shows the home page with fresh data of the signed-in user. */
export async function showHome() {
  router.toSignedIn();
  show("home-view");
  element("reload-me").addEventListener("click", attempt(loadUser));
  element("save-note").addEventListener("click", attempt(saveNote));
  element("logout").addEventListener("click", attempt(() => auth.logout(showLogin)));
  element("logout-everywhere").addEventListener("click", attempt(() => auth.logoutEverywhere(showLogin)));
  showUser(await api.read("/me"));
  element("note").value = (await api.read("/me/note")).note;
}

/** The session is over, by word of the server or of another tab: forgets it and shows the login page. */
export function leave() {
  auth.forgetEverything(element("login-form") === null ? showLogin : () => {});
}

/** Wraps an action so that the user is told when it fails. */
export function attempt(action) {
  return async (event) => {
    event?.preventDefault();
    tell();
    try {
      await action();
    } catch (failure) {
      report(failure);
    }
  };
}

/** Tells the user about a failure. */
export function report(failure) {
  if (failure instanceof api.SignedOut) return;
  console.error(failure);
  tell(UNREACHABLE);
}

async function submitLogin() {
  const accepted = await auth.login(element("username").value, element("password").value);
  if (accepted) await showHome();
  else tell("The user name and the password do not belong together.");
}

async function loadUser() {
  showUser(await api.call("/me"));
}

function showUser({ username }) {
  element("user").textContent = username;
  element("me-count").textContent = String(Number(element("me-count").textContent) + 1);
}

async function saveNote() {
  await api.call("/me/note", { method: "PUT", body: { note: element("note").value } });
  tell("Saved.");
}
