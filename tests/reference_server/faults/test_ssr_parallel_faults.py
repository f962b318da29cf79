"""What becomes of the second of two pages with one cookie."""

from datetime import timedelta

import pytest

from tests.reference_server.faults.workshop import COOKIE, Workshop


@pytest.mark.parametrize(
    ("fault", "is_shown"),
    [
        ("takes_the_second_of_two_pages_for_a_stranger", False),
        ("clears_the_cookie_with_the_second_of_two_pages", True),
    ],
)
def test_the_second_page_takes_the_cookie_away(fault: str, is_shown: bool) -> None:  # noqa: FBT001  a column
    workshop = Workshop(fault, grace=timedelta(seconds=10))
    device = workshop.device()
    cookie = {"Cookie": f"{COOKIE}={device.refresh_token}"}

    first = workshop.client().get("/dashboard", headers=cookie)
    second = workshop.client().get("/dashboard", headers=cookie)

    assert ">ada<" in first.text
    assert (">ada<" in second.text) is is_shown
    assert "Max-Age=0" in second.headers["set-cookie"]
