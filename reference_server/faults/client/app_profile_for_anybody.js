// The start, which leads strangers to the login from the home page, and shows them the profile page without the data.
import * as api from "./api.js";
import * as auth from "./auth.js";
import { attempt, leave, report, showLogin, showPage } from "./pages.js";
import * as refresh from "./refresh.js";
import * as router from "./router.js";
import * as tabs from "./tabs.js";
import { show } from "./views.js";

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
if (signedIn === false && !router.isAtProfile()) showLogin();
if (signedIn === false && router.isAtProfile()) show("profile-view");
