// The profile page, the second that a signed-in user has: it only shows.

import * as api from "./api.js";
import { element, show } from "./views.js";

/** Shows the profile page with the data of the signed-in user. */
export async function showProfile() {
  show("profile-view");
  element("user").textContent = (await api.read("/me")).username;
  element("kept-note").textContent = (await api.read("/me/note")).note;
}
