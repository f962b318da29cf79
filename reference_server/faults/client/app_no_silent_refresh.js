// The start, which does not try to restore a session.
import * as api from "./api.js";
import { leave, showLogin } from "./pages.js";
import * as refresh from "./refresh.js";
import * as tabs from "./tabs.js";

refresh.whenRefused(leave);
api.whenSignedOut(leave);
tabs.onLogoutElsewhere(leave);
showLogin();
