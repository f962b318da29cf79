// The start, which leaves a stranger on an empty page unless that page is the login page.
import * as api from "./api.js";
import * as auth from "./auth.js";
import { attempt, leave, report, showLogin, showPage } from "./pages.js";
import * as refresh from "./refresh.js";
import * as tabs from "./tabs.js";
import { element } from "./views.js";

refresh.whenRefused(leave);
api.whenSignedOut(leave);
tabs.onLogoutElsewhere(leave);
addEventListener("pageshow", (event) => event.persisted && location.reload());

async function restore() {
  try {
    await auth.settleLogout();
    return await refresh.ensure();
  } catch (failure) {
    showLogin();
    report(failure);
    return null;
  }
}

const signedIn = await restore();
if (signedIn === true) await attempt(showPage)();
if (signedIn === false && location.pathname === "/login") showLogin();
if (signedIn === false && location.pathname !== "/login") element("view").replaceChildren();
