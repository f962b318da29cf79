// The signal between tabs: a moment in localStorage, which carries no secret.

const KEY = "logout";

/** Tells the other tabs. The value must differ each time, because an equal value makes no event. */
export function announceLogout() {
  localStorage.setItem(KEY, String(Date.now()));
}

/** Calls back when another tab logs out. */
export function onLogoutElsewhere(callback) {
  addEventListener("storage", (event) => {
    if (event.key === KEY && event.newValue !== null) callback();
  });
}
