import { bad } from "./settings.js";

/** The value of a cookie, or undefined; a name that comes with two values counts for nothing. */
export function cookieOf(req, name) {
  const values = [];
  for (const part of (req.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) values.push(part.slice(at + 1).trim());
  }
  if (bad("cookie_first_of_two")) return values[0];
  if (bad("cookie_last_of_two")) return values.at(-1);
  return new Set(values).size === 1 ? values[0] : undefined;
}

export function cookieLine(name, value, attributes) {
  return [`${name}=${value}`, ...attributes.filter(Boolean)].join("; ");
}

export function setCookie(res, line) {
  res.append("Set-Cookie", line);
}
