"""Acme Boards: its users, keys, sessions, tokens and the fingerprint cookie."""
import asyncio, base64, hashlib, hmac, inspect, json, os, re, secrets, ssl, time, uuid
from pathlib import Path

import jwt
import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import FastAPI, HTTPException, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from graphql import build_schema, graphql, parse, subscribe, get_operation_ast
from starlette.middleware.gzip import GZipMiddleware

HERE = Path(__file__).parent
FAULT = os.environ.get("FAULT", "")
VARIANT = set(filter(None, os.environ.get("VARIANT", "").split(",")))
API_PORT, APP_PORT = int(os.environ["PORT"]), int(os.environ["APP_PORT"])
API, APP = f"https://localhost:{API_PORT}", f"https://localhost:{APP_PORT}"


def f(*names): return FAULT in names


# ---------------------------------------------------------------- users
def pwhash(secret, salt): return hashlib.scrypt(secret.encode(), salt=salt, n=2**13, r=8, p=1)


class User:
    def __init__(self, id, login, name, secret):
        self.id, self.login, self.name, self.salt = id, login, name, os.urandom(16)
        self.pw = pwhash(secret, self.salt)
        self.role = "member"
        self.notes = [f"Roadmap of {name}", f"Budget of {name}"]
        self.fixed_rt = secrets.token_urlsafe(32)
        self.fixed_fp = secrets.token_urlsafe(32)


USERS = {u.login: u for u in [
    User("acc_9f31c2", "ada@acme.test", "Ada Quill", os.environ["ADA_PASSWORD"]),
    User("acc_17be40", "bob@acme.test", "Bob Ferris", os.environ["BOB_PASSWORD"]),
    User("acc_55aa01", "zoe@acme.test", "Zoe Nimmo", os.environ.get("ZOE_PASSWORD", "zoe-secret-1"))]}
BY_ID = {u.id: u for u in USERS.values()}

# ---------------------------------------------------------------- keys
HS_FAULTS = {"weak_secret": b"secret", "kid_path": None, "kid_unknown_empty": None}
SYM = FAULT in HS_FAULTS
HMAC_KEY = b"secret" if f("weak_secret") else os.urandom(32)
RSA = f("key_confusion")
KEY = rsa.generate_private_key(65537, 2048) if RSA else ec.generate_private_key(ec.SECP256R1())
ALG = "HS256" if SYM else "RS256" if RSA else "ES256"
KID = "acme-2026-1"
PUB_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
CLAIM = "https://acme.test/ctx"


def b64u(raw): return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
def unb64(text): return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
def digest(value): return b64u(hashlib.sha256(value.encode()).digest())


# ---------------------------------------------------------------- sessions
class Session:
    def __init__(self, user, fp, address):
        self.id, self.user, self.fph, self.fp = uuid.uuid4().hex, user, digest(fp), fp
        self.created = self.used = time.time()
        self.dead, self.rt, self.prev, self.prev_at = False, None, None, 0.0
        self.page, self.address = secrets.token_urlsafe(32), address
        self.cached = None


SESSIONS: dict[str, Session] = {}
IDLE, ABSOLUTE, ACCESS_TTL = 1800, 8 * 3600, 3600 if f("access_one_hour") else 600
COUNTER = [1000]


def h(token): return hashlib.sha256(token.encode()).hexdigest()


def new_refresh(user):
    COUNTER[0] += 1
    if f("refresh_fixed_per_user"): return user.fixed_rt
    if f("refresh_sequential"): return f"rt-{COUNTER[0]:08d}"
    if f("refresh_timestamp"): return f"{user.id}-{time.time():.6f}"
    if f("refresh_short"): return secrets.token_hex(4)
    if f("refresh_uuid1"): return str(uuid.uuid1())
    if f("refresh_md5_of_time"): return hashlib.md5(str(int(time.time())).encode()).hexdigest() + f"{COUNTER[0]:04x}"
    return secrets.token_urlsafe(32)


def mint(s, refreshed=False):
    now = int(time.time())
    claims = {"iss": API, "aud": "acme-api", "sub": s.user.id, "sid": s.id, "iat": now, "exp": now + ACCESS_TTL,
              "jti": uuid.uuid4().hex, CLAIM: {"fph": s.fph}}
    if "no_iat" in VARIANT: del claims["iat"]
    if "hex_digest" in VARIANT: claims[CLAIM]["fph"] = hashlib.sha256(s.fp.encode()).hexdigest()
    if f("no_exp"): del claims["exp"]
    if f("claims_email"): claims["profile"] = {"mail": s.user.login, "phone": "+44 20 7946 0018"}
    if f("claims_password_hash"): claims["pw"] = s.user.pw.hex()
    if f("claims_raw_fp"): claims["ctx_raw"] = s.fp
    if f("claims_refresh"): claims["rt"] = s.rt_plain if hasattr(s, "rt_plain") else ""
    if f("fp_claim_raw"): claims[CLAIM] = {"fph": s.fp}
    if f("fp_claim_md5"): claims[CLAIM] = {"fph": hashlib.md5(s.fp.encode()).hexdigest()}
    if f("fp_claim_none"): del claims[CLAIM]
    if f("fp_claim_truncated"): claims[CLAIM] = {"fph": s.fph[:8]}
    if f("fp_claim_sha1"): claims[CLAIM] = {"fph": hashlib.sha1(s.fp.encode()).hexdigest()}
    if refreshed and f("fp_claim_lost_at_refresh", "fp_claim_lost_and_rest_strict"): del claims[CLAIM]
    if refreshed and f("refresh_jwt_expired"): claims["exp"] = now - 5
    if refreshed and f("refresh_long_access"): claims["exp"] = now + 86400
    if refreshed and f("fp_claim_raw_at_refresh"): claims[CLAIM] = {"fph": s.fph, "fp": s.fp}
    if f("claims_everyone_same_sub"): claims["sub"] = "acc_9f31c2"
    return jwt.encode(claims, HMAC_KEY if SYM else KEY, ALG, headers={"kid": KID})


class Refused(Exception):
    pass


SEEN_JTI: dict[str, dict] = {}


def raw_parts(token):
    head, body, sig = (token.split(".") + ["", ""])[:3]
    return json.loads(unb64(head)), json.loads(unb64(body)), sig


def decode(token, service="api"):
    """The claims of a token whose signature, issuer, audience and times are right."""
    options = {"require": [] if f("no_exp") else ["exp", "sub", "sid"]}
    leeway = 10 if "leeway" in VARIANT else 0
    if f("expired_accepted") or (f("reports_ignores_exp") and service == "reports") or (
            f("graphql_ignores_exp") and service == "graphql") or (f("ws_ignores_exp") and service == "ws"):
        options["verify_exp"] = False
    if f("leeway_hour"): leeway = 3600
    key, algs = (HMAC_KEY, ["HS256"]) if SYM else (KEY.public_key(), [ALG])
    try:
        if f("json_serialization") and token.lstrip().startswith("{"):
            # python-jwt: verifies one parse, reads the claims from another
            obj = json.loads(token)
            jwt.decode(f"{obj['protected']}.{obj['payload']}.{obj['signature']}", key, algorithms=algs, audience="acme-api")
            parts = token.split(".")
            return json.loads(unb64(parts[1])) if len(parts) > 2 else json.loads(unb64(obj["payload"]))
        if f("signature_ignored") or (f("reports_no_signature") and service == "reports") or (
                f("graphql_no_signature") and service == "graphql"):
            return raw_parts(token)[1]
        head, body, sig = raw_parts(token)
        if f("alg_none") and head.get("alg") == "none": return body
        if f("alg_none_case") and str(head.get("alg")).strip().lower() == "none" and head.get("alg") != "none": return body
        if f("empty_signature") and not sig: return body
        if f("jti_cache"):
            if body.get("jti") in SEEN_JTI: return body
        if f("key_confusion") and head.get("alg", "").startswith("HS"):
            mac = hmac.new(PUB_PEM, token.rsplit(".", 1)[0].encode(), {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}[head["alg"]])
            if hmac.compare_digest(mac.digest(), unb64(sig)): return body
        if f("jwk_trusted") and "jwk" in head:
            key = jwt.PyJWK(head["jwk"]).key; algs = [head["alg"]]
        if f("x5c_trusted") and "x5c" in head:
            from cryptography import x509
            key = x509.load_der_x509_certificate(base64.b64decode(head["x5c"][0])).public_key(); algs = [head["alg"]]
        if f("jku_trusted") and "jku" in head:
            import urllib.request
            jwks = json.load(urllib.request.urlopen(head["jku"], timeout=2))
            key = jwt.PyJWK(jwks["keys"][0]).key; algs = [head["alg"]]
        if f("kid_path") and "kid" in head and head["kid"] != KID:
            key = (HERE / "keys" / str(head["kid"])).read_bytes()
            return hs_matches(token, key)
        if f("kid_unknown_empty") and head.get("kid") != KID:
            return hs_matches(token, b"")
        if f("psychic") and not any(unb64(sig)): return body
        if f("signature_prefix"):
            try: jwt.decode(token, key, algorithms=algs, audience="acme-api")
            except jwt.InvalidSignatureError:
                good = LAST_SIG.get(body.get("jti"))
                if not good or good[:20] != sig[:20]: raise
                return body
        claims = jwt.decode(token, key, algorithms=algs, audience="acme-api", issuer=None if f("jwk_trusted") else API, options=options, leeway=leeway)
        SEEN_JTI[claims.get("jti")] = claims
        LAST_SIG[claims.get("jti")] = sig
        return claims
    except Refused: raise
    except Exception as e:
        if f("stack_trace"): raise
        raise Refused(f"{type(e).__name__}: {e}" if f("error_verbose") else "invalid_token") from e


LAST_SIG = {}


def hs_matches(token, key):
    signed, sig = token.rsplit(".", 1)
    if hmac.compare_digest(hmac.new(key, signed.encode(), "sha256").digest(), unb64(sig)): return raw_parts(token)[1]
    raise Refused("invalid_token")


# ---------------------------------------------------------------- the fingerprint cookie
FP_NAME = {"fp_plain_name": "bctx", "fp_fake_prefix": "__User-bctx", "fp_lower_prefix": "__host-bctx", "fp_no_secure": "bctx", "fp_host_path": "__Host-bctx",
           "fp_domain": "__Secure-bctx", "fp_path_narrow": "__Secure-bctx"}.get(FAULT, "bctx" if "plain_cookie" in VARIANT else "__Host-bctx")
PAGE_NAME = "__Host-page"


def cookie_values(scope_headers, name):
    found = []
    for raw in scope_headers.getlist("cookie"):
        for piece in raw.split(";"):
            k, _, v = piece.strip().partition("=")
            if k == name: found.append(v)
    return found


def new_fingerprint(user, request):
    sent = cookie_values(request.headers, FP_NAME)
    if f("fp_adopts_sent") and sent: return sent[0]
    if f("fp_kept_when_known") and sent and any(s.fp == sent[-1] for s in SESSIONS.values()): return sent[-1]
    if f("fp_kept_when_well_formed") and sent and len(sent[-1]) == 43: return sent[-1]
    if f("fp_same_per_user"): return user.fixed_fp
    if f("fp_same_for_all"): return "acme-device-fingerprint-0123456789abcdef01"
    if f("fp_from_user_agent"): return digest(request.headers.get("user-agent", "") + user.id)
    if f("fp_short"): return secrets.token_hex(3)
    if f("fp_timestamp"): return f"{int(time.time() * 1000)}"
    if f("fp_counter"):
        COUNTER[0] += 1; return hashlib.sha256(str(COUNTER[0]).encode()).hexdigest()
    if f("fp_uuid1"): return str(uuid.uuid1())
    if f("fp_random_tail"):  # long, but only two random bytes
        return "acmefp" + "A" * 30 + secrets.token_hex(2)
    return secrets.token_urlsafe(32)


def set_cookie(name, value, *, max_age=None, httponly=True, secure=True, samesite="Strict", path="/", domain=None):
    text = f"{name}={value}; Path={path}"
    if max_age is not None: text += f"; Max-Age={max_age}"
    if domain: text += f"; Domain={domain}"
    if secure: text += "; Secure"
    if httponly: text += "; HttpOnly"
    if samesite: text += f"; SameSite={samesite}"
    return text


def fp_cookie(value, at="login"):
    kw = {}
    if f("fp_no_httponly") or (f("fp_no_httponly_at_refresh") and at == "refresh"): kw["httponly"] = False
    if f("fp_no_secure"): kw["secure"] = False
    if f("fp_no_samesite") or (f("fp_no_samesite_at_refresh") and at == "refresh"): kw["samesite"] = None
    if f("fp_samesite_none"): kw["samesite"] = "None"
    if f("fp_ten_years"): kw["max_age"] = 315360000
    if f("fp_millis"): kw["max_age"] = 28800 * 1000
    if f("fp_domain"): kw["domain"] = "localhost"
    if f("fp_host_path"): kw["path"] = "/v1"
    if f("fp_path_narrow"): kw["path"] = "/v1"
    if f("fp_path_quoted"): kw["path"] = '"/"'
    if "fp_max_age" in VARIANT: kw["max_age"] = 28800
    if "lax" in VARIANT: kw["samesite"] = "Lax"
    return set_cookie(FP_NAME, value, **kw)


def same_fp(session_or_hash, values, where, request=None):
    """Whether the cookie is the one whose hash is expected."""
    want = session_or_hash
    if f("fp_not_set"): return True
    if f(f"fp_unchecked_{where}"): return True
    if f("fp_unchecked_api") and where in ("reports", "graphql", "ws"): return True
    if f(f"fp_only_when_present_{where}") and not values: return True
    if f(f"fp_empty_ok_{where}") and values and not values[0]: return True
    if f(f"fp_presence_only_{where}"): return bool(values)
    if f(f"fp_get_unchecked_{where}") and request is not None and request.method == "GET": return True
    if f(f"fp_any_of_{where}"): return any(digest(v) == want for v in values)
    if f(f"fp_first_of_{where}") and values: return digest(values[0]) == want
    if f(f"fp_header_hash_{where}") and request is not None and request.headers.get("x-context-hash") == want: return True
    if f(f"fp_header_raw_{where}") and request is not None and digest(request.headers.get("x-context", "")) == want: return True
    if f(f"fp_query_hash_{where}") and request is not None and request.query_params.get("fingerprintHash") == want: return True
    if len(values) != 1 or not values[0]: return False
    if f(f"fp_hash_prefix_{where}"): return digest(values[0])[:1] == want[:1]
    if f(f"fp_hash_accepted_as_value_{where}") and values[0] == want: return True
    plain = PLAIN.get(want, "")
    if f(f"fp_case_insensitive_{where}"): return values[0].lower() == plain.lower()
    if f(f"fp_value_prefix_{where}"): return plain.startswith(values[0])
    if f(f"fp_value_startswith_{where}"): return values[0].startswith(plain)
    if f(f"fp_first_half_{where}"): return values[0][:21] == plain[:21]
    if f(f"fp_length_only_{where}"): return len(values[0]) == len(plain)
    if f(f"fp_any_known_{where}"): return values[0] in PLAIN.values()
    if f(f"fp_any_of_user_{where}"):
        owner = next(s.user for s in SESSIONS.values() if s.fph == want)
        return any(s.fp == values[0] and s.user is owner for s in SESSIONS.values())
    if f(f"fp_trimmed_{where}"): return digest(values[0].strip('"')) == want
    return hmac.compare_digest(digest(values[0]), want)


PLAIN = {}


def session_from_token(token, headers, service, request=None):
    claims = decode(token, service)
    s = SESSIONS.get(claims.get("sid", ""))
    user = BY_ID.get(claims.get("sub"))
    if f("signature_ignored", "alg_none", "alg_none_case", "empty_signature", "jti_cache", "key_confusion", "jwk_trusted", "x5c_trusted", "jku_trusted", "kid_path", "json_serialization",
         "kid_unknown_empty", "psychic", "signature_prefix", "weak_secret", "reports_no_signature", "graphql_no_signature"):
        if user is None: raise Refused("invalid_token")
    elif s is None or user is not s.user and not f("claims_everyone_same_sub"):
        raise Refused("invalid_token")
    if s and s.dead and not f("access_survives_logout") and not (f("reports_ignores_logout") and service == "reports") and not (
            f("graphql_ignores_logout") and service == "graphql") and not (f("ws_ignores_logout") and service == "ws"):
        raise Refused("invalid_token")
    ctx = claims.get(CLAIM)
    want = ctx.get("fph") if isinstance(ctx, dict) else None
    if "hex_digest" in VARIANT and s: want = s.fph if want == hashlib.sha256(s.fp.encode()).hexdigest() else None
    if f("fp_claim_raw", "fp_claim_md5", "fp_claim_none", "fp_claim_truncated", "fp_claim_sha1"): want = s.fph
    if want is None and f("fp_claim_lost_at_refresh"): return user, s, claims
    if want is None and f("fp_claim_lost_and_rest_strict"): want = s.fph
    if not want or not same_fp(want, cookie_values(headers, FP_NAME), service, request): raise Refused("context_mismatch")
    if request is not None and f("ip_bound", "ip_bound_api") and s and request.client.host != s.address: raise Refused("address_changed")
    if request is not None and f("xff_bound") and s and request.headers.get("x-forwarded-for", s.address) != s.address: raise Refused("address_changed")
    return user, s, claims


def refusal(code="invalid_token", status=401):
    return JSONResponse({"error": {"code": code}}, status, headers={"WWW-Authenticate": 'Bearer error="invalid_token"', "Cache-Control": "no-store"})


def bearer(request):
    head = request.headers.getlist("authorization")
    if len(head) > 1: raise Refused("invalid_request")
    text = head[0] if head else ""
    if f("scheme_ignored") and text: return text.split(" ")[-1]
    if f("token_in_query"):
        for k in ("access_token", "token", "jwt"):
            if request.query_params.get(k): return request.query_params[k]
    if text[:7].lower() != "bearer ": raise Refused("no_token")
    return text[7:]


def who(request, service="api"):
    if f("api_takes_page_cookie", "api_takes_fp_cookie") and not request.headers.get("authorization"):
        name, attr = (PAGE_NAME, "page") if f("api_takes_page_cookie") else (FP_NAME, "fp")
        v = cookie_values(request.headers, name)
        for s in SESSIONS.values():
            if v and getattr(s, attr) == v[0] and not s.dead: return s.user, s, {}
    if f("basic_fail_open") and request.headers.get("authorization", "").lower().startswith("basic"):
        return next(iter(USERS.values())), None, {}
    token = bearer(request)
    if f("refresh_as_access"):
        for s in SESSIONS.values():
            if s.rt == h(token) and not s.dead: return s.user, s, {}
    user, s, claims = session_from_token(token, request.headers, service, request)
    if f("user_header") and request.headers.get("x-user-id") in BY_ID: user = BY_ID[request.headers["x-user-id"]]
    if f("user_header_login") and request.headers.get("x-user") in USERS: user = USERS[request.headers["x-user"]]
    if f("user_query"):
        for k in ("user", "user_id", "userId"):
            if request.query_params.get(k) in BY_ID: user = BY_ID[request.query_params[k]]
    if service == "graphql" and f("role_header") and request.headers.get("x-hasura-user-id") in BY_ID: user = BY_ID[request.headers["x-hasura-user-id"]]
    return user, s, claims
