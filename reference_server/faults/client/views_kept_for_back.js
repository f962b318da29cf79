// The views module, which keeps the last page for the back button.
export * from "./views.honest.js";
import * as honest from "./views.honest.js";

let kept = [];

export function show(templateId) {
  if (templateId === "login-view" && honest.element("user") !== null) {
    kept = [...honest.element("view").childNodes];
    history.pushState(null, "", location.pathname);
  }
  honest.show(templateId);
}

addEventListener("popstate", () => {
  if (kept.length > 0) honest.element("view").replaceChildren(...kept);
});
