"""What is wrong with an answer over plain HTTP, and with a server that speaks old TLS."""

from collections.abc import Mapping

import pytest

from fixtures.trials.transport.plain_http import Twin
from tests.core.building import reply


def finding(status: int | None, *, secure: int = 401, headers: Mapping[str, str] | None = None) -> str | None:
    return Twin("GET /me", reply(status, headers=headers), reply(secure)).finding


@pytest.mark.parametrize("status", [None, 400, 403, 404, 421, 426, 500, 502])
def test_no_answer_and_a_refusal_are_right(status: int | None) -> None:
    assert finding(status) is None


def test_the_answer_of_another_site_is_nobody_s_fault() -> None:
    assert finding(200) is None
    assert finding(302, headers={"Location": "http://parking.example/"}) is None


def test_a_redirect_to_tls_comes_too_late() -> None:
    assert "redirects" in (finding(301, headers={"Location": "https://app.example/me"}) or "")


def test_the_same_answer_as_over_tls_is_the_api_s() -> None:
    assert "as it does over TLS" in (finding(401) or "")
