// The login page and the pages of a signed-in user, and what their buttons do.

import * as api from "./api.js";
import * as auth from "./auth.js";
import { showProfile } from "./profile.js";
import * as router from "./router.js";
import { element, show, tell } from "./views.js";

const UNREACHABLE = "The server can not be reached. Try again in a moment.";

/** Shows the login page. */
export function showLogin() {
  router.toLogin();
  show("login-view");
  element("login-form").addEventListener("submit", attempt(submitLogin));
}

/** Shows the page of the signed-in user that the address names, with fresh data. */
export async function showPage() {
  router.toSignedIn();
  await (router.isAtProfile() ? openProfile() : openHome());
}

async function openProfile() {
  const shown = showProfile();
  element("to-home").addEventListener("click", attempt(() => follow(router.toHome)));
  element("logout").addEventListener("click", attempt(() => auth.logout(showLogin)));
  await shown;
}

async function openHome() {
  show("home-view");
  element("to-profile").addEventListener("click", attempt(() => follow(router.toProfile)));
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

async function follow(link) {
  link();
  await showPage();
}

async function submitLogin() {
  const accepted = await auth.login(element("username").value, element("password").value);
  if (accepted) await showPage();
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
