"""An adapter: logs in with a time-based one-time code (RFC 6238), and signs each request with a key of the gateway."""

import hashlib
import hmac
import os
import time
from typing import Any


class Adapter:
    """What the target file cannot say."""

    def log_in(self, web: Any, username: str, password: str) -> dict[str, str]:
        """Log in by password and code; {} where either is refused."""
        begun = web.ask("POST", "/login", json={"user": username, "password": password})
        if begun.status != 200:
            return {}
        code = one_time_code(bytes.fromhex(os.environ["NOTES_OTP_KEY"]), time.time())
        done = web.ask("POST", "/login/code", json={"ticket": begun.json["ticket"], "code": code})
        if done.status != 200:
            return {}
        return {"access_token": done.json["access_token"], "refresh_token": done.json["refresh_token"]}

    def headers(self, method: str, url: str, body: bytes) -> dict[str, str]:
        """Sign the request."""
        key = os.environ["NOTES_GATEWAY_KEY"].encode()
        return {"X-Signature": hmac.new(key, f"{method} {url}\n".encode() + body, hashlib.sha256).hexdigest()}


def one_time_code(key: bytes, now: float) -> str:
    """Return the six digits for a moment in seconds since the epoch (RFC 6238 with SHA-1, RFC 4226 §5.3)."""
    digest = hmac.new(key, int(now // 30).to_bytes(8, "big"), "sha1").digest()
    start = digest[-1] & 0xF
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
