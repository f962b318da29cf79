// The profile page, with the token in an attribute for the widget that shows the user's picture.
import * as honest from "./profile.honest.js";
import * as token from "./token.js";
import { element } from "./views.js";

export async function showProfile() {
  await honest.showProfile();
  const shown = element("kept-note");
  if (shown !== null) shown.dataset.session = token.current();
}
