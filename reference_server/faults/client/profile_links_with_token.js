// The profile page, with a link to the note as a file. A link sends no header, so the token is in its address.
import * as honest from "./profile.honest.js";
import * as token from "./token.js";
import { element } from "./views.js";

export async function showProfile() {
  await honest.showProfile();
  const shown = element("kept-note");
  if (shown === null) return;
  const link = document.createElement("a");
  link.href = `/me/note?jwt=${token.current()}`;
  link.textContent = "Download";
  shown.after(link);
}
