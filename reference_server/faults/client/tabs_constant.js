// The tabs module with a signal that is always the same.
export * from "./tabs.honest.js";

export function announceLogout() {
  localStorage.setItem("logout", "true");
}
