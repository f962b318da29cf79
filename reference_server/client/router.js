// Which page is shown under which address. Addresses are replaced, never pushed: the back button must not lead to a
// page of a session that is over.

const LOGIN = "/login";
const HOME = "/";
const PROFILE = "/profile";

/** Shows the address of the login page. */
export function toLogin() {
  if (location.pathname !== LOGIN) history.replaceState(null, "", LOGIN);
}

/** Leaves the login page for the home page; a deep link stays as it is. */
export function toSignedIn() {
  if (location.pathname === LOGIN) history.replaceState(null, "", HOME);
}

/** Shows the address of the home page. */
export function toHome() {
  history.replaceState(null, "", HOME);
}

/** Shows the address of the profile page. */
export function toProfile() {
  history.replaceState(null, "", PROFILE);
}

/** Whether the address is that of the profile page. */
export function isAtProfile() {
  return location.pathname === PROFILE;
}
