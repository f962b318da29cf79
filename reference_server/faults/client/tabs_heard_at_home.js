// The signal between tabs, whose listener belongs to the home page.
export * from "./tabs.honest.js";
import * as honest from "./tabs.honest.js";
import * as router from "./router.js";

export function onLogoutElsewhere(callback) {
  honest.onLogoutElsewhere(() => !router.isAtProfile() && callback());
}
