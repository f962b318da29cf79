// The application: what happens when the page is loaded.

import * as api from "./api.js";
import * as auth from "./auth.js";
import { attempt, leave, report, showLogin, showPage } from "./pages.js";
import * as refresh from "./refresh.js";
import * as tabs from "./tabs.js";

refresh.whenRefused(leave);
api.whenSignedOut(leave);
tabs.onLogoutElsewhere(leave);
// A page that the browser kept alive while the user was elsewhere shows the past.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// A new page has no token: one silent refresh decides whether there is a session. The address stays as it is.
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
