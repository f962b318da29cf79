// Which page is shown under which address. Addresses are replaced, never pushed: the back button must not lead to a
// page of a session that is over.

const LOGIN = "/login";
const HOME = "/";

/** Shows the address of the login page. */
export function toLogin() {
  if (location.pathname !== LOGIN) history.replaceState(null, "", LOGIN);
}

/** Leaves the login page for the home page; a deep link stays as it is. */
export function toSignedIn() {
  if (location.pathname === LOGIN) history.replaceState(null, "", HOME);
}
