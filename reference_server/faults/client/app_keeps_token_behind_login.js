// The start, which shows the login when the session is over, and leaves all else as it is.
import * as api from "./api.js";
import * as auth from "./auth.js";
import { attempt, leave, report, showLogin, showPage } from "./pages.js";
import * as refresh from "./refresh.js";
import * as tabs from "./tabs.js";
import * as token from "./token.js";

function toLogin() {
  history.pushState(null, "", "/login");
  showLogin();
}

refresh.whenRefused(toLogin);
api.whenSignedOut(toLogin);
tabs.onLogoutElsewhere(leave);
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("popstate", () => token.current() !== null && attempt(showPage)());

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
