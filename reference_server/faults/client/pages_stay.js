// The pages module, which leaves the page of an ended session on the screen.
export * from "./pages.honest.js";
import * as auth from "./auth.js";
import * as honest from "./pages.honest.js";
import { element, tell } from "./views.js";

export function leave() {
  if (element("user") === null) return honest.leave();
  auth.forgetEverything(() => tell("You have been logged out in another tab."));
}
