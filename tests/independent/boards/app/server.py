"""Acme Boards: a small team's application in the design of the 2022 guide, with faults to switch on (FAULT=name)."""
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
            return check_hs(token, key)
        if f("kid_unknown_empty") and head.get("kid") != KID:
            return check_hs(token, b"")
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


def check_hs(token, key):
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


# ---------------------------------------------------------------- applications
api, app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, debug=f("stack_trace")), FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


def allowed_origin(origin):
    if f("cors_reflect"): return True
    if f("cors_null") and origin == "null": return True
    if f("cors_prefix"): return origin.startswith("https://localhost")
    if f("cors_suffix"): return origin.endswith(f"localhost:{APP_PORT}")
    if f("cors_any_port"): return bool(re.fullmatch(r"https://localhost(:\d+)?", origin))
    if f("cors_http_twin") and origin == APP.replace("https", "http"): return True
    if f("cors_contains"): return "localhost" in origin
    return origin == APP


@api.middleware("http")
async def edge(request: Request, call_next):
    if "slow" in VARIANT: await asyncio.sleep(0.3)
    if f("slow_on_malformed") and "," in request.headers.get("authorization", ""): await asyncio.sleep(6)
    origin = request.headers.get("origin")
    if request.method == "OPTIONS" and origin:
        response = Response(status_code=204)
        if allowed_origin(origin) or f("cors_star"):
            response.headers["access-control-allow-methods"] = "GET, POST, DELETE"
            response.headers["access-control-allow-headers"] = "authorization, content-type"
            response.headers["access-control-max-age"] = "60"
    else:
        try: response = await call_next(request)
        except Exception:
            if f("stack_trace"):
                import traceback; response = PlainTextResponse(traceback.format_exc(), 500)
            else: raise
    if origin and f("cors_star"): response.headers["access-control-allow-origin"] = "*"
    elif origin and f("cors_star_on_login") and request.url.path == "/v1/sign-in" and request.method == "POST" and origin != APP: response.headers["access-control-allow-origin"] = "*"
    elif origin and allowed_origin(origin) and not (f("cors_reflect_renew_only") and False):
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-allow-credentials"] = "true"
    elif origin and f("cors_reflect_renew_only") and request.url.path == "/v1/session/renew":
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-allow-credentials"] = "true"
    if f("cors_no_credentials") and "access-control-allow-credentials" in response.headers: del response.headers["access-control-allow-credentials"]
    if f("cors_errors_bare") and response.status_code >= 400 and "access-control-allow-origin" in response.headers:
        del response.headers["access-control-allow-origin"]
    response.headers["vary"] = "Origin"
    nostore = not (f("cacheable_login") and request.url.path == "/v1/sign-in") and not (f("cacheable_renew") and request.url.path == "/v1/session/renew") and not (
        f("cacheable_me") and request.url.path == "/v1/me") and not (f("cacheable_graphql") and request.url.path == "/graphql") and not f("cacheable_all")
    if f("cacheable_me_private") and request.url.path == "/v1/me": response.headers["cache-control"] = "private, max-age=60"
    elif nostore: response.headers["cache-control"] = "no-store"
    elif "cache-control" in response.headers: del response.headers["cache-control"]
    response.headers["strict-transport-security"] = "max-age=31536000"
    response.headers["x-content-type-options"] = "nosniff"
    return response


if "gzip" in VARIANT:
    api.add_middleware(GZipMiddleware, minimum_size=10); app.add_middleware(GZipMiddleware, minimum_size=10)


async def body_of(request, form_fault=()):
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    raw = await request.body()
    if f(*form_fault) and kind != "application/json":
        from urllib.parse import parse_qsl
        try: value = json.loads(raw)
        except Exception: value = dict(parse_qsl(raw.decode("utf-8", "replace")))
        return value if isinstance(value, dict) else {}
    if kind != "application/json": raise HTTPException(415, "unsupported media type")
    try: value = json.loads(raw)
    except Exception as e: raise HTTPException(400, "malformed") from e
    if not isinstance(value, dict): raise HTTPException(400, "malformed")
    return value


@api.exception_handler(Refused)
async def refused(request, e): return refusal(str(e))


def session_json(s, access, refresh):
    inner = {"accessJwt": access, "expiresIn": ACCESS_TTL}
    if refresh is not None: inner["renewal"] = refresh
    if f("fp_in_body"): inner["ctx"] = s.fp
    return inner


def account_json(user): return {"account": {"id": user.id, "profile": {"displayName": user.name}}}


SPENT: dict[str, str] = {}


def do_login(login, secret, request):
    user = USERS.get(login) if isinstance(login, str) else None
    if f("enum_timing") and user is None: return None, "bad_credentials"
    if f("enum_message") and user is None: return None, "no_such_account"
    if f("enum_timing") and isinstance(secret, str): time.sleep(0.25)
    given = pwhash(secret if isinstance(secret, str) else "", user.salt if user else b"0" * 16)
    if not user or not isinstance(secret, str) or not hmac.compare_digest(given, user.pw): return None, "bad_credentials"
    fp = new_fingerprint(user, request)
    if f("single_session", "single_session_silent"):
        for other in SESSIONS.values():
            if other.user is user: other.dead = True
    s = Session(user, fp, request.client.host)
    PLAIN[s.fph] = fp
    SESSIONS[s.id] = s
    return s, None


@api.post("/v1/sign-in")
async def sign_in(request: Request):
    data = await body_of(request, ("login_by_form", "login_text_plain"))
    if f("login_500") and not isinstance(data.get("login"), str): raise HTTPException(500, "internal")
    s, why = await asyncio.to_thread(do_login, data.get("login"), data.get("secret"), request)
    if s is None:
        r = JSONResponse({"error": {"code": why}}, 404 if f("enum_status") and data.get("login") not in USERS else 401)
        if f("failed_login_sets_fp"): r.headers.append("set-cookie", fp_cookie(secrets.token_urlsafe(32)))
        return r
    refresh = new_refresh(s.user)
    s.rt = h(refresh); s.rt_plain = refresh
    if f("login_returns_previous_refresh"):
        mine = refresh; refresh = SPENT.get(s.user.id, refresh); SPENT[s.user.id] = mine
    access = mint(s)
    payload = {"data": {"session": session_json(s, access, refresh), **account_json(s.user)}}
    if f("jwt_only_in_header"): del payload["data"]["session"]["accessJwt"]
    r = JSONResponse(payload)
    if f("jwt_only_in_header"): r.headers["x-access-jwt"] = access
    if not f("fp_not_set"):
        r.headers.append("set-cookie", fp_cookie(s.fp))
    r.headers.append("set-cookie", set_cookie(PAGE_NAME, s.page, samesite="Lax", httponly=not f("page_cookie_no_httponly")))
    if f("refresh_also_cookie"): r.headers.append("set-cookie", set_cookie("__Host-renewal", refresh))
    if f("access_also_cookie"): r.headers.append("set-cookie", set_cookie("__Host-jwt", access))
    if f("access_script_cookie"): r.headers.append("set-cookie", set_cookie("jwt", access, httponly=False))
    if f("session_in_url_header"): r.headers["location"] = f"{APP}/#token={access}"
    return r


def renewal_failed(code="renewal_refused", status=401): return refusal(code, status)


def renew(token, request, extra):
    now = time.time()
    if f("renew_missing_is_first") and not token:
        found = next((s for s in SESSIONS.values() if not s.dead), None)
    elif f("renew_like") and isinstance(token, str):
        pattern = re.compile(re.escape(token).replace("%", ".*").replace("_", "."), re.S)
        found = next((s for s in SESSIONS.values() if not s.dead and pattern.fullmatch(getattr(s, "rt_plain", ""))), None)
    elif f("renew_operator") and isinstance(token, dict):
        found = next((s for s in SESSIONS.values() if not s.dead), None)
    elif f("renew_list") and isinstance(token, list) and token:
        found = next((s for s in SESSIONS.values() if s.rt == h(str(token[0]))), None)
    elif f("renew_unknown_500") and isinstance(token, str) and not any(h(token) in (s.rt, s.prev) for s in SESSIONS.values()):
        raise HTTPException(500, "session row not found")
    elif f("renew_type_500") and not isinstance(token, str): raise HTTPException(500, "TypeError: expected str")
    elif f("access_as_refresh") and isinstance(token, str) and token.count(".") == 2:
        claims = decode(token); found = SESSIONS.get(claims["sid"])
    elif not isinstance(token, str) or not token: return None, "malformed"
    else:
        key = h(token.strip().lower()) if f("renew_case_insensitive") else h(token)
        found = next((s for s in SESSIONS.values() if s.rt == key or (f("renew_case_insensitive") and h(s.rt_plain.lower()) == key)), None)
        if found is None:
            old = next((s for s in SESSIONS.values() if s.prev == key), None)
            if old and ("grace" in VARIANT and now - old.prev_at < 10 or f("no_reuse_detection_grace")): found = old
            elif old: old.dead = True; return None, "renewal_reused"
        if f("renew_prefix") and found is None: found = next((s for s in SESSIONS.values() if s.rt_plain[:30] == token[:30]), None)
    if found is None: return None, "renewal_refused"
    s = found
    if s.dead and not f("renew_after_logout", "renew_dead_ok"): return None, "renewal_refused"
    idle = not f("refresh_never_expires", "refresh_no_idle") and now - s.used > IDLE
    absolute = not f("refresh_never_expires", "session_unlimited") and now - s.created > ABSOLUTE
    if idle or absolute: s.dead = True; return None, "renewal_refused"
    values = cookie_values(request.headers, FP_NAME)
    if f("renew_fp_from_param"):
        want = extra.get("fingerprintHash") or extra.get("fph") or s.fph
        if len(values) != 1 or digest(values[0]) != want: return None, "context_mismatch"
    elif f("renew_fp_from_unverified_token"):
        try: want = raw_parts(request.headers.get("authorization", "")[7:])[1][CLAIM]["fph"]
        except Exception: want = s.fph
        if len(values) != 1 or digest(values[0]) != want: return None, "context_mismatch"
    elif f("renew_fp_from_body_value") and extra.get("ctx"):
        if digest(str(extra["ctx"])) != s.fph: return None, "context_mismatch"
    elif not same_fp(s.fph, values, "renew", request): return None, "context_mismatch"
    if f("ip_bound", "ip_bound_renew") and request.client.host != s.address: return None, "address_changed"
    if f("renew_user_from_body"):
        for k in ("user_id", "userId", "user"):
            if extra.get(k) in BY_ID: s = Session(BY_ID[extra[k]], s.fp, s.address); PLAIN[s.fph] = s.fp; SESSIONS[s.id] = s; s.rt = found.rt
    if f("renew_user_from_bearer") and request.headers.get("authorization"):
        try: s.user = BY_ID[raw_parts(request.headers["authorization"][7:])[1]["sub"]]
        except Exception: pass
    s.used = now
    fresh = token if f("renew_does_not_rotate") or "no_rotation" in VARIANT else new_refresh(s.user)
    if fresh != token:
        s.prev, s.prev_at = s.rt, now
        s.rt, s.rt_plain = h(fresh), fresh
    return s, fresh


@api.api_route("/v1/session/renew", methods=["POST", "GET"] if f("renew_by_get") else ["POST"])
async def renew_route(request: Request):
    extra = dict(request.query_params) if request.method == "GET" else await body_of(request, ("renew_by_form",))
    token = extra.get("renewalToken")
    if f("renew_query_token") and request.query_params.get("renewalToken"): token = request.query_params["renewalToken"]
    s, fresh = renew(token, request, extra)
    if s is None: return renewal_failed(fresh, 400 if fresh == "malformed" else 401)
    access = mint(s, refreshed=True)
    if f("renew_same_jwt"):
        s.cached = s.cached or access; access = s.cached
    if f("renew_role_from_body") and extra.get("role"): pass
    shown = None if f("renew_keeps_new_secret", "renew_no_new") else fresh
    r = JSONResponse({"data": {"session": session_json(s, access, shown)}})
    if f("refresh_cookie_at_renew"): r.headers.append("set-cookie", set_cookie("__Host-renewal", fresh))
    if "fp_rotates" in VARIANT or f("fp_no_httponly_at_refresh", "fp_no_samesite_at_refresh", "fp_rotated_cookie_only"):
        if "fp_rotates" in VARIANT:
            s.fp = secrets.token_urlsafe(32); s.fph = digest(s.fp); PLAIN[s.fph] = s.fp
            access = mint(s, True); r = JSONResponse({"data": {"session": session_json(s, access, shown)}})
        elif f("fp_rotated_cookie_only"):  # the cookie changes, the binding does not
            r.headers.append("set-cookie", fp_cookie(secrets.token_urlsafe(32), "refresh")); return r
        r.headers.append("set-cookie", fp_cookie(s.fp, "refresh"))
    return r


def end(s):
    s.dead = True


def clear_cookies(r):
    if f("logout_keeps_fp_cookie"): pass
    elif f("logout_clears_wrong_path"): r.headers.append("set-cookie", set_cookie(FP_NAME, "", max_age=0, path="/v1"))
    elif f("logout_clears_without_secure"): r.headers.append("set-cookie", set_cookie(FP_NAME, "", max_age=0, secure=False))
    elif f("logout_blanks_cookie"): r.headers.append("set-cookie", set_cookie(FP_NAME, ""))
    else: r.headers.append("set-cookie", fp_cookie("", "logout").replace("; Path", "; Max-Age=0; Path", 1) if f("fp_path_narrow", "fp_domain", "fp_path_quoted") else set_cookie(FP_NAME, "", max_age=0))
    if not f("logout_keeps_page_cookie"): r.headers.append("set-cookie", set_cookie(PAGE_NAME, "", max_age=0, samesite="Lax"))
    if f("refresh_also_cookie", "refresh_cookie_at_renew"): r.headers.append("set-cookie", set_cookie("__Host-renewal", "", max_age=0))
    return r


@api.api_route("/v1/session", methods=["DELETE", "GET", "POST"] if f("logout_by_get") else ["DELETE"])
async def sign_out(request: Request):
    if request.method == "GET":
        v = cookie_values(request.headers, FP_NAME)
        for s in SESSIONS.values():
            if v and s.fp == v[0]: end(s)
        return clear_cookies(Response(status_code=204))
    data = await body_of(request, ("logout_by_form",))
    token = data.get("renewalToken")
    s = next((s for s in SESSIONS.values() if isinstance(token, str) and h(token) in (s.rt, s.prev)), None)
    if s is not None:
        if not same_fp(s.fph, cookie_values(request.headers, FP_NAME), "logout", request): raise Refused("context_mismatch")
        if f("logout_ends_all"):
            for other in SESSIONS.values():
                if other.user is s.user: end(other)
        elif f("logout_access_only"): s.access_dead = True
        elif not f("logout_server_noop", "renew_after_logout"): end(s)
        else: s.dead = f("renew_after_logout")
    return clear_cookies(Response(status_code=204))


@api.post("/v1/session/revoke-all")
async def revoke_all(request: Request):
    user, me, _ = who(request)
    for s in SESSIONS.values():
        if f("force_only_me"):
            if s is me: end(s)
        elif f("force_everyone"): end(s)
        elif f("force_others_by_page"):
            if s.user is user and s is not me: end(s)
        elif f("force_newest_two") and s.user is user:
            mine = sorted((x for x in SESSIONS.values() if x.user is user and not x.dead), key=lambda x: -x.created)[:2]
            for x in mine: end(x)
            break
        elif s.user is user: end(s)
    return clear_cookies(Response(status_code=204))


@api.get("/v1/me")
async def me(request: Request):
    user, _, _ = who(request)
    return {"data": account_json(user)}


@api.get("/v1/projects")
async def projects(request: Request):
    if f("projects_open"): return {"data": {"projects": [n for n in USERS["ada@acme.test"].notes]}}
    user, _, _ = who(request)
    return {"data": {"projects": user.notes}}


@api.get("/reports/mine")
async def reports(request: Request):
    user, _, _ = who(request, "reports")
    return {"owner": user.id, "reports": [f"Usage of {user.name}"]}


@api.post("/hooks/renew")
async def hook(request: Request):
    if not f("hook_open") and request.headers.get("x-hook-secret") != os.environ.get("HOOK_SECRET", "nope"): raise HTTPException(401, "no")
    data = await body_of(request)
    inner = data.get("input") or {}
    uid = (data.get("session_variables") or {}).get("x-acme-user-id")
    if f("hook_open") and uid in BY_ID: return {"id": uid, "name": BY_ID[uid].name}
    return {"id": uid, "name": BY_ID[uid].name} if uid in BY_ID else JSONResponse({"error": "no such user"}, 404)


@api.get("/healthz")
async def health(): return PlainTextResponse("ok")


@api.get("/.well-known/jwks.json")
async def jwks():
    if SYM: return {"keys": []}
    jwk = json.loads((jwt.algorithms.RSAAlgorithm if RSA else jwt.algorithms.ECAlgorithm).to_jwk(KEY.public_key()))
    return {"keys": [{**jwk, "kid": KID, "alg": ALG, "use": "sig"}]}


# ---------------------------------------------------------------- GraphQL
SCHEMA = build_schema("""
type Member { id: ID! displayName: String! }
type Tokens { accessJwt: String renewal: String }
type Query { me: Member notes: [String!]! signIn(login: String!, secret: String!): Tokens renew(renewalToken: String!): Tokens }
type Mutation { addNote(text: String!): Boolean! signIn(login: String!, secret: String!): Tokens }
type Subscription { noteAdded: String! }
""" if f("graphql_login_is_query") else """
type Member { id: ID! displayName: String! }
type Query { me: Member notes: [String!]! }
type Mutation { addNote(text: String!): Boolean! }
type Subscription { noteAdded: String! }
""")
LISTENERS: dict[str, set] = {}


class Root:
    def __init__(self, user, request=None): self.user, self.request = user, request

    def need(self):
        if self.user is None: raise Exception("unauthenticated")
        return self.user

    def me(self, info):
        if self.user is None and f("graphql_anonymous"): return None
        u = self.need(); return {"id": u.id, "displayName": u.name}

    def notes(self, info): return self.need().notes

    async def signIn(self, info, login, secret):
        s, why = await asyncio.to_thread(do_login, login, secret, self.request)
        if not s: raise Exception(why)
        r = new_refresh(s.user); s.rt, s.rt_plain = h(r), r
        return {"accessJwt": mint(s), "renewal": r}

    def addNote(self, info, text):
        u = self.need()
        if len(u.notes) < 20: u.notes.append(text)
        for q in LISTENERS.get(u.id, ()): q.put_nowait(text)
        return True

    async def noteAdded(self, info):
        q = asyncio.Queue(); LISTENERS.setdefault(self.need().id, set()).add(q)
        try:
            while True: yield {"noteAdded": await q.get()}
        finally: LISTENERS[self.user.id].discard(q)


def gql_error(code, status): return JSONResponse({"errors": [{"message": code, "extensions": {"code": code}}]}, status)


@api.api_route("/graphql", methods=["GET", "POST"])
async def graphql_http(request: Request):
    if request.method == "GET":
        if not f("graphql_get_writes", "graphql_login_is_query", "graphql_get_form"): return gql_error("METHOD", 405)
        data = {"query": request.query_params.get("query"), "variables": json.loads(request.query_params.get("variables") or "{}")}
    else:
        kind = request.headers.get("content-type", "").split(";")[0]
        if kind != "application/json" and f("graphql_get_form"):
            from urllib.parse import parse_qs
            q = parse_qs((await request.body()).decode()); data = {"query": (q.get("query") or [""])[0]}
        else: data = await body_of(request)
    user = None
    if request.headers.get("authorization") or f("graphql_cookie_auth"):
        try:
            if f("graphql_cookie_auth") and not request.headers.get("authorization"):
                v = cookie_values(request.headers, PAGE_NAME)
                user = next((s.user for s in SESSIONS.values() if v and s.page == v[0] and not s.dead), None)
            else: user, _, _ = who(request, "graphql")
        except Refused as e:
            if f("graphql_invalid_is_anonymous", "graphql_anonymous"): user = None
            else: return gql_error("UNAUTHENTICATED", 401)
    elif f("role_header_anonymous") and request.headers.get("x-hasura-user-id") in BY_ID: user = BY_ID[request.headers["x-hasura-user-id"]]
    if not isinstance(data.get("query"), str): return gql_error("BAD_QUERY", 400)
    variables = data.get("variables") or {}
    if f("graphql_user_variable") and isinstance(variables, dict) and user:
        for k, v in variables.items():
            if v in BY_ID: user = BY_ID[v]
    if user is None and not f("graphql_login_is_query", "graphql_anonymous", "graphql_invalid_is_anonymous"): return gql_error("UNAUTHENTICATED", 401)
    result = await graphql(SCHEMA, data["query"], root_value=Root(user, request), variable_values=variables if isinstance(variables, dict) else {})
    out = {"data": result.data}
    if result.errors: out["errors"] = [{"message": e.message, "extensions": {"code": "UNAUTHENTICATED" if e.message == "unauthenticated" else "BAD_QUERY"}} for e in result.errors]
    return JSONResponse(out, 200 if result.data is not None or not result.errors else 400)


@api.websocket("/live")
async def live(ws: WebSocket):
    origin = ws.headers.get("origin")
    if origin and origin != APP and not f("ws_any_origin"):
        await ws.close(4403); return
    await ws.accept(subprotocol="graphql-transport-ws" if "graphql-transport-ws" in ws.scope.get("subprotocols", []) else None)
    user, s, claims, tasks = None, None, {}, {}

    async def at_expiry():
        await asyncio.sleep(max(0.0, claims["exp"] - time.time())); await ws.close(4403)

    async def guard():
        while "ws_timer" in VARIANT:
            await asyncio.sleep(0.25)
            if s and s.dead: await ws.close(4403); return
        while True:
            await asyncio.sleep(0.25)
            if user is None: continue
            if not f("ws_survives_expiry") and claims.get("exp", 9e12) < time.time(): await ws.close(4403); return
            if s and s.dead and not f("ws_survives_logout"): await ws.close(4403); return

    async def run(id, query, variables):
        try:
            doc = parse(query); op = get_operation_ast(doc)
            if op.operation.value == "subscription":
                it = subscribe(SCHEMA, doc, root_value=Root(user), variable_values=variables)
                if inspect.isawaitable(it): it = await it
                if hasattr(it, "errors") and it.errors:
                    await ws.send_json({"id": id, "type": "error", "payload": [{"message": e.message} for e in it.errors]}); return
                async for r in it: await ws.send_json({"id": id, "type": "next", "payload": {"data": r.data}})
            else:
                r = await graphql(SCHEMA, query, root_value=Root(user), variable_values=variables)
                payload = {"data": r.data}
                if r.errors: payload["errors"] = [{"message": e.message} for e in r.errors]
                await ws.send_json({"id": id, "type": "next", "payload": payload})
            await ws.send_json({"id": id, "type": "complete"})
        except asyncio.CancelledError: raise
        except Exception as e:
            try: await ws.send_json({"id": id, "type": "error", "payload": [{"message": str(e)}]})
            except Exception: pass

    watch = asyncio.create_task(guard())
    try:
        if f("ws_cookie_auth"):
            v = cookie_values(ws.headers, PAGE_NAME)
            s = next((x for x in SESSIONS.values() if v and x.page == v[0] and not x.dead), None)
            user = s.user if s else None
        if f("ws_query_token") and ws.query_params.get("access_token"):
            try: user, s, claims = session_from_token(ws.query_params["access_token"], ws.headers, "ws")
            except Refused: pass
        ready = user is not None
        while True:
            m = json.loads(await ws.receive_text())
            if m.get("type") == "connection_init":
                payload = m.get("payload") if isinstance(m.get("payload"), dict) else {}
                token = payload.get("token")
                if user is None:
                    try: user, s, claims = session_from_token(token, ws.headers, "ws")
                    except Exception:
                        if f("ws_bad_token_anonymous") : user = USERS["ada@acme.test"] if False else None
                        elif f("ws_no_auth"): user = USERS["ada@acme.test"]
                        elif f("ws_bad_token_ok") and token:
                            try: user = BY_ID[raw_parts(token)[1]["sub"]]
                            except Exception: pass
                        if user is None and not f("ws_bad_token_anonymous"): await ws.close(4403); return
                ready = True
                if "ws_timer" in VARIANT and claims: tasks["timer"] = asyncio.create_task(at_expiry())
                await ws.send_json({"type": "connection_ack"})
            elif m.get("type") == "ping": await ws.send_json({"type": "pong"})
            elif m.get("type") == "subscribe":
                if not ready:
                    if f("ws_no_init"): user = USERS["ada@acme.test"]
                    else: await ws.close(4401); return
                p = m["payload"]; tasks[m["id"]] = asyncio.create_task(run(m["id"], p["query"], p.get("variables") or {}))
            elif m.get("type") == "complete" and m.get("id") in tasks: tasks.pop(m["id"]).cancel()
    except (WebSocketDisconnect, RuntimeError, ValueError, KeyError): pass
    finally:
        watch.cancel()
        for t in tasks.values(): t.cancel()


# ---------------------------------------------------------------- pages
def page_headers():
    csp = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {a} {w}; img-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; "
           "form-action 'self'; frame-ancestors 'none'").format(a=API, w=API.replace("https", "wss"))
    if f("csp_unsafe_inline"): csp = csp.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    if f("csp_unsafe_eval"): csp = csp.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")
    if f("csp_wildcard"): csp = csp.replace("script-src 'self'", "script-src 'self' https:")
    if f("csp_no_base"): csp = csp.replace("base-uri 'none'; ", "")
    if f("csp_data"): csp = csp.replace("script-src 'self'", "script-src 'self' data:")
    if f("csp_static_nonce"): csp = csp.replace("script-src 'self'", "script-src 'self' 'nonce-YWNtZQ'")
    if f("beacon_third_party", "error_report_third_party"): csp = csp.replace("connect-src 'self'", "connect-src 'self' https://127.0.0.1:%d" % APP_PORT)
    if "analytics" in VARIANT: csp = csp.replace("connect-src 'self'", "connect-src 'self' https://127.0.0.1:%d" % APP_PORT)
    if f("pixel_third_party"): csp = csp.replace("img-src 'self'", "img-src 'self' https://127.0.0.1:%d" % APP_PORT)
    if f("post_message_any"): csp = csp.replace("; frame-ancestors 'none'", "")
    h_ = {"content-security-policy": csp, "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "strict-transport-security": "max-age=31536000"}
    if f("csp_missing"): del h_["content-security-policy"]
    if f("csp_report_only"): h_["content-security-policy-report-only"] = h_.pop("content-security-policy")
    if f("referrer_unsafe"): h_["referrer-policy"] = "unsafe-url"
    return h_


@app.get("/")
async def index():
    return HTMLResponse((HERE / "index.html").read_text(), headers=page_headers())


@app.get("/account")
async def account(request: Request):
    v = cookie_values(request.headers, PAGE_NAME)
    s = next((s for s in SESSIONS.values() if v and s.page == v[0] and not s.dead), None)
    if s is None: return Response(status_code=303, headers={"location": "/#/login", "cache-control": "no-store"})
    leak = f"<script type='application/json' id='state'>{json.dumps({'token': mint(s)})}</script>" if f("ssr_embeds_token") else ""
    return HTMLResponse(f"<!doctype html><html lang=en><title>Account</title><link rel=stylesheet href=/assets/app.css><main><h1>Account</h1><p id=name>{s.user.name}</p><a href='/'>Boards</a></main>{leak}{'' if 'ssr_static' in VARIANT else '<div id=root></div><script src=/assets/app.js defer></script>'}</html>", headers=page_headers())


@app.get("/assets/app.js")
async def js():
    text = (HERE / "app.js").read_text().replace("__API__", API).replace("__FAULT__", FAULT).replace("__VARIANT__", ",".join(VARIANT)).replace("__OTHER__", f"https://127.0.0.1:{APP_PORT}")
    return Response(text, media_type="text/javascript", headers={"cache-control": "no-cache", "x-content-type-options": "nosniff"})


@app.get("/assets/app.css")
async def css(): return Response("body{font:16px sans-serif;margin:2rem} .menu[hidden]{display:none}", media_type="text/css")


@app.get("/sw.js")
async def sw():
    return Response("""self.addEventListener('install', e => self.skipWaiting()); self.addEventListener('activate', e => e.waitUntil(self.clients.claim()));
self.addEventListener('fetch', e => { const u = new URL(e.request.url); if (u.origin === location.origin && u.pathname.startsWith('/assets/')) e.respondWith(caches.open('assets-1').then(async c => { const n = await fetch(e.request); c.put(e.request, n.clone()); return n; })); });
""", media_type="text/javascript", headers={"cache-control": "no-cache"})


@app.api_route("/collect", methods=["GET", "POST"])
async def collect(): return Response(status_code=204, headers={"access-control-allow-origin": "*"})


async def main():
    args = dict(host="127.0.0.1", log_level="error", ssl_certfile=str(HERE / "tls/leaf.pem"), ssl_keyfile=str(HERE / "tls/leaf.key"), server_header=False)
    servers = []
    for asgi, port in ((api, API_PORT), (app, APP_PORT)):
        config = uvicorn.Config(asgi, port=port, proxy_headers=f("xff_bound"), **args)
        config.load()
        if f("tls10"):
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1; config.ssl.set_ciphers("ALL:@SECLEVEL=0")
        servers.append(uvicorn.Server(config))
    await asyncio.gather(*(s.serve() for s in servers))

asyncio.run(main())
