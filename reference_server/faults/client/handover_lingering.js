// The handover module, which goes through localStorage and clears up there a little later.
import * as token from "./token.js";

const PATIENCE = 500;

addEventListener("storage", (event) => {
  if (event.key !== "wanted" || event.newValue === null || token.current() === null) return;
  const held = [token.current(), token.remaining(), token.refreshToken()];
  localStorage.setItem("held", JSON.stringify({ by: event.newValue, held }));
  setTimeout(() => localStorage.removeItem("held"), 1_500);
});

export function ask() {
  const by = crypto.randomUUID();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE);
    addEventListener("storage", (event) => {
      const answer = event.key === "held" && event.newValue !== null ? JSON.parse(event.newValue) : null;
      if (answer?.by !== by) return;
      clearTimeout(timer);
      token.remember(...answer.held);
      resolve(true);
    });
    localStorage.setItem("wanted", by);
    localStorage.removeItem("wanted");
  });
}
