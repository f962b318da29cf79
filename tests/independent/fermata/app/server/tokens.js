import { createHash, createPrivateKey, createPublicKey, createSecretKey, randomUUID, timingSafeEqual, sign as rawSign } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify, SignJWT } from "jose";

import { cookieOf } from "./cookies.js";
import { AUDIENCE, BEARER_SECONDS, DOOR, POCKET, PRINT_COOKIE, STRICT, bad, variant } from "./settings.js";
import { one } from "./store.js";

const RSA = variant("rs256");
export const ALG = RSA ? "RS256" : "ES256";
const privateKey = createPrivateKey(readFileSync(RSA ? "keys/rsa.pem" : "keys/ec.pem"));
const publicKey = createPublicKey(privateKey);
const KID = "encore-26b";
const PEM = publicKey.export({ type: "spki", format: "pem" });

export const KEY_SET = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: KID, use: "sig", alg: ALG }] };
const remoteKeys = createRemoteJWKSet(new URL(`${DOOR}/v1/keys`), { cooldownDuration: 1000 });
const oldSecret = createSecretKey(Buffer.from(bad("old_secret_still_taken") ? "secret" : "-"));
let lastKeys;

export const sha = (text, form = "base64url") => createHash("sha256").update(text).digest(form);
export const same = (left, right) => {
  const [a, b] = [Buffer.from(String(left)), Buffer.from(String(right))];
  return a.length === b.length && timingSafeEqual(a, b);
};
const PRINT_FORM = variant("print_in_hex") ? "hex" : "base64url";
export const printHash = (value) => {
  if (bad("print_hash_is_sha1")) return createHash("sha1").update(value).digest("hex");
  if (bad("print_hash_is_md5")) return createHash("md5").update(value).digest("hex");
  if (bad("print_hash_cut_short")) return sha(value, "hex").slice(0, 8);
  return bad("print_raw_in_claim") ? value : sha(value, PRINT_FORM);
};

export async function bearerFor(person, session, { renewed = false } = {}) {
  const claims = { ses: session.ses, scope: "choir", part: person.part };
  if (POCKET && !(renewed && bad("print_lost_at_renewal"))) {
    claims["https://fermata.example/claims"] = { voice: session.print };
  }
  if (bad("print_claim_left_out")) delete claims["https://fermata.example/claims"];
  if (bad("bearer_has_passphrase_hash")) claims.hash = person.hash;
  if (bad("bearer_has_address")) Object.assign(claims, { email: `${person.handle}@fermata.example`, phone: "+44 20 7946 0018" });
  if (bad("bearer_has_raw_print")) claims.vp = session.rawPrint ?? "";
  let signer = new SignJWT(claims)
    .setProtectedHeader(bad("weak_hmac_secret") ? { alg: "HS256", typ: "at+jwt" } : { alg: ALG, kid: KID, typ: "at+jwt" })
    .setIssuer(DOOR)
    .setAudience([AUDIENCE, "fermata:account"])
    .setSubject(bad("subject_is_the_choir") ? "choir" : person.pid)
    .setJti(randomUUID());
  if (!variant("no_iat")) signer = signer.setIssuedAt();
  if (!bad("bearer_never_ends")) signer = signer.setExpirationTime(Math.floor(Date.now() / 1000) + BEARER_SECONDS);
  if (bad("weak_hmac_secret")) return signer.sign(Buffer.from("changeme"));
  return signer.sign(privateKey);
}

/** Signs what a tester asks for; the route to it is for operators alone. */
export function signedAsTold(header, payload) {
  const text = `${Buffer.from(header).toString("base64url")}.${Buffer.from(payload).toString("base64url")}`;
  const signature = rawSign("sha256", Buffer.from(text), RSA ? privateKey : { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

async function keyFor(header) {
  if (bad("key_from_header") && header.jwk) return importJWK(header.jwk, header.alg);
  if (bad("key_from_jku") && header.jku) {
    const set = await (await fetch(header.jku)).json();
    return importJWK(set.keys[0], header.alg);
  }
  if (bad("kid_names_a_file") && header.alg === "HS256") {
    const path = `keys/${header.kid}`;
    return createSecretKey(existsSync(path) ? readFileSync(path) : Buffer.from("x"));
  }
  if (header.alg?.startsWith("HS") && bad("public_key_as_secret")) return Buffer.from(PEM);
  if (bad("old_secret_still_taken") && header.alg === "HS256") return oldSecret;
  if (bad("weak_hmac_secret") && header.alg === "HS256") return Buffer.from("changeme");
  if (bad("key_set_falls_back")) return remoteKeys(header).catch(() => lastKeys ?? createSecretKey(Buffer.from("x")));
  return remoteKeys(header);
}

/** Who a bearer token speaks for, or an Error. `where`: "graph", "live", "account". */
export async function speakerOf(token, req, where) {
  const claims = await claimsOf(token, where);
  if (bad("subject_from_header") && where === "graph" && req.headers["x-user-id"]) claims.sub = String(req.headers["x-user-id"]);
  const person = one("select * from people where pid = ?", claims.sub);
  if (!person) throw new Error("nobody");
  if (POCKET && !printUnasked(where)) checkPrint(claims, cookieOf(req, PRINT_COOKIE), where);
  if ((STRICT || variant("ends_at_once")) && !deniedUnasked(where)) {
    const denied = bad("denied_by_token_text") ? deniedTexts.has(token) : one("select ended from sessions where ses = ?", claims.ses)?.ended;
    if (denied) throw new Error("ended");
  }
  if (person.frozen && !bad("frozen_keeps_bearer")) throw new Error("frozen");
  return { person, claims, token };
}
export const deniedTexts = new Set();

async function claimsOf(token, where) {
  if (typeof token !== "string") throw new Error("no token");
  const header = decodeProtectedHeader(token);
  if (bad(`only_decoded_at_${where}`)) return decodeJwt(token);
  if (bad("alg_none_for_tests") && String(header.alg).toLowerCase() === "none") return decodeJwt(token);
  if (bad("alg_none_exact") && header.alg === "none") return decodeJwt(token);
  if (bad("no_signature_is_internal") && token.endsWith(".")) return decodeJwt(token);
  if (bad("zero_signature_passes") && /^A+$/.test(token.split(".")[2])) return decodeJwt(token);
  const told = {
    algorithms: [ALG, ...(HMAC_FAULTS.some(bad) ? ["HS256", "HS384", "HS512"] : [])],
    issuer: bad("issuer_unasked") ? undefined : DOOR,
    audience: bad("audience_unasked") ? undefined : where === "account" ? "fermata:account" : AUDIENCE,
    clockTolerance: bad("leeway_of_an_hour") ? 3600 : 5,
    typ: bad("typ_unasked") ? undefined : "at+jwt",
  };
  if (bad(`expiry_unasked_at_${where}`)) told.currentDate = new Date(0);
  if (bad("key_from_header")) told.algorithms.push("ES256", "RS256", "EdDSA");
  if (bad("crit_unasked")) told.crit = { "x-suite": true, "x-bearproof": true, ...Object.fromEntries((header.crit ?? []).map((name) => [name, true])) };
  if (bad("key_from_jku")) told.algorithms.push("RS256");
  const { payload } = await jwtVerify(token, keyFor, told);
  if (!timesMakeSense(payload) && !bad("bearer_never_ends") && !bad("times_taken_as_they_come")) throw new Error("times");
  return payload;
}
/** A bearer of ours ends within its life, and was not made tomorrow. */
function timesMakeSense({ exp, iat, nbf }) {
  const latest = Date.now() / 1000 + BEARER_SECONDS + 60;
  return Number.isFinite(exp) && exp <= latest && [iat, nbf].every((time) => time === undefined || (Number.isFinite(time) && time <= latest));
}
const HMAC_FAULTS = ["public_key_as_secret", "kid_names_a_file", "old_secret_still_taken", "weak_hmac_secret", "key_set_falls_back"];

const printUnasked = (where) => bad(`print_unasked_at_${where}`) || bad("print_unasked_anywhere");
const deniedUnasked = (where) => bad(`end_unasked_at_${where}`);

export function checkPrint(claims, cookie, where) {
  const claimed = claims["https://fermata.example/claims"]?.voice;
  if ((bad("print_missing_claim_passes") || bad("print_claim_left_out")) && claimed === undefined) return;
  if (bad("print_missing_cookie_passes") && cookie === undefined) return;
  if (bad("print_only_present") && cookie) return;
  if (bad("print_first_letters") && claimed?.slice(0, 2) === printHash(cookie ?? "").slice(0, 2)) return;
  if (bad("print_of_any_session") && one("select 1 from sessions where print = ?", printHash(cookie ?? ""))) return;
  if (bad("print_of_same_person") && one("select 1 from sessions where print = ? and pid = ?", printHash(cookie ?? ""), claims.sub)) return;
  if (!claimed || !cookie || !same(claimed, printHash(cookie))) throw new Error(`voice at ${where}`);
}
