// The start, which goes to the login page first and lets that find out whether there is a session.
import * as api from "./api.js";
import * as auth from "./auth.js";
import { attempt, leave, report, showLogin, showPage } from "./pages.js";
import * as refresh from "./refresh.js";
import * as router from "./router.js";
import * as tabs from "./tabs.js";

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

router.toLogin();
const signedIn = await restore();
if (signedIn === true) await attempt(showPage)();
if (signedIn === false) showLogin();
