// Fermata: rehearsal plans for choirs. One program, two services: the plan (pages and data) and the door (sign-in).
export const bad = (name) => process.env.FAULT === name;
export const variant = (name) => process.env.VARIANT === name;

// "classic": renewal cookie. "strict": the same, hardened. "pocket": both tokens in the page, tied to a cookie.
export const FLOW = process.env.FLOW ?? "classic";
export const POCKET = FLOW === "pocket";
export const STRICT = FLOW === "strict";

export const PLAN = `https://localhost:${process.env.PORT}`;
export const DOOR = `https://localhost:${process.env.DOOR_PORT}`;
export const AUDIENCE = "fermata:choir";

export const BEARER_SECONDS = bad("bearer_lives_a_day") ? 86400 : bad("bearer_half_an_hour") ? 1800 : 600;
export const IDLE_SECONDS = POCKET ? 3600 : 14 * 86400;
export const WHOLE_SECONDS = POCKET ? 3600 : 30 * 86400;
export const GRACE_SECONDS = 8;

export const RENEW_COOKIE = cookieName();
export const PRINT_COOKIE = bad("print_cookie_plain_name")
  ? "voiceprint"
  : bad("print_cookie_false_prefix")
    ? "__User-voiceprint"
    : "__Host-voiceprint";

function cookieName() {
  if (!STRICT) return "fm_encore";
  if (bad("renew_cookie_plain_name")) return "fm_encore";
  return bad("renew_cookie_lower_prefix") ? "__host-fm_encore" : "__Host-fm_encore";
}
