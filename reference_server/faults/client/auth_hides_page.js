// The auth module, which leaves the home page in the document, hidden.
export * from "./auth.honest.js";
import * as honest from "./auth.honest.js";

export async function logout(clearPage) {
  const fading = document.createElement("div");
  fading.hidden = true;
  for (const child of document.getElementById("view").children) fading.append(child.cloneNode(true));
  for (const named of fading.querySelectorAll("[id]")) named.removeAttribute("id");
  await honest.logout(() => {
    clearPage();
    document.body.append(fading);
  });
}
