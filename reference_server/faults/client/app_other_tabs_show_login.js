// The start, whose other tabs show the login page and forget nothing.
import * as api from "./api.js";
import * as auth from "./auth.js";
import { attempt, leave, report, showLogin, showPage } from "./pages.js";
import * as refresh from "./refresh.js";
import * as tabs from "./tabs.js";

refresh.whenRefused(leave);
api.whenSignedOut(leave);
tabs.onLogoutElsewhere(showLogin);
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
if (signedIn === false) showLogin();
