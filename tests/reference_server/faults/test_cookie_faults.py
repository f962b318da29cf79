"""Faults of the cookie and of rendered pages do what their stories say."""

import pytest

from tests.reference_server.faults.workshop import COOKIE, Device, Workshop, later, refresh_status

HONEST = ["Path=/", "Max-Age=2592000", "HttpOnly", "Secure", "SameSite=Lax"]
_MONTH = 2_592_000


def _attributes(line: str) -> list[str]:
    return [_to_the_minute(attribute) for attribute in line.split("; ")[1:]]


def _to_the_minute(attribute: str) -> str:
    """The session of a cookie that is handed back has begun a moment ago, perhaps in the second before this one."""
    name, _, value = attribute.partition("=")
    return f"Max-Age={_MONTH}" if name == "Max-Age" and 0 <= _MONTH - int(value) < 60 else attribute


def _without(attribute: str) -> list[str]:
    return [one for one in HONEST if not one.startswith(attribute)]


def _lines(device: Device) -> dict[str, list[str]]:
    """The attributes of the cookie at login, refresh and render."""
    at_refresh = device.client.post("/refresh_token").headers["set-cookie"]
    at_render = device.client.get("/dashboard").headers["set-cookie"]
    return {
        "login": _attributes(device.login_cookies[0]),
        "refresh": _attributes(at_refresh),
        "render": _attributes(at_render),
    }


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("lets_scripts_read_the_cookie", _without("HttpOnly")),
        ("leaves_same_site_to_the_browser", _without("SameSite")),
        ("sends_the_cookie_from_every_site", [*_without("SameSite"), "SameSite=None"]),
        ("counts_the_cookie_in_milliseconds", [one.replace("2592000", "2592000000") for one in HONEST]),
        ("keeps_the_cookie_for_ten_years", [one.replace("2592000", "315360000") for one in HONEST]),
        ("lets_the_session_end_with_the_browser", _without("Max-Age")),
    ],
)
def test_every_cookie_has_the_fault(fault: str, expected: list[str]) -> None:
    assert _lines(Workshop(fault).device()) == {"login": expected, "refresh": expected, "render": expected}


@pytest.mark.parametrize(
    ("fault", "place", "expected"),
    [
        ("forgets_http_only_at_refresh", "refresh", _without("HttpOnly")),
        (
            "counts_the_rendered_cookie_in_milliseconds",
            "render",
            [one.replace("2592000", "2592000000") for one in HONEST],
        ),
        ("forgets_the_lifetime_of_the_rendered_cookie", "render", _without("Max-Age")),
    ],
)
def test_one_cookie_has_the_fault(fault: str, place: str, expected: list[str]) -> None:
    honest = {"login": HONEST, "refresh": HONEST, "render": HONEST}

    assert _lines(Workshop(fault).device()) == {**honest, place: expected}


def test_only_browsers_get_a_secure_cookie() -> None:
    workshop = Workshop("marks_the_cookie_secure_for_known_browsers_only")
    browser = workshop.client()
    browser.headers["User-Agent"] = "Mozilla/5.0"
    plain = _without("Secure")

    assert _lines(workshop.device()) == {"login": plain, "refresh": plain, "render": plain}
    assert _lines(Device(browser, "ada")) == {"login": HONEST, "refresh": HONEST, "render": HONEST}


def test_the_page_is_rendered_for_nobody() -> None:
    device = Workshop("renders_the_page_for_nobody").device()

    page = device.client.get("/dashboard")

    assert page.status_code == 200
    assert ">ada<" not in page.text
    assert device.client.post("/refresh_token").status_code == 200


def test_everyone_sees_the_first_page() -> None:
    workshop = Workshop("shows_everyone_the_first_page_rendered")
    ada, bob = workshop.device("ada"), workshop.device("bob")

    assert ">ada<" in ada.client.get("/dashboard").text
    assert ">ada<" in bob.client.get("/dashboard").text
    assert ">bob<" in bob.client.get("/dashboard?another").text
    assert workshop.client().get("/dashboard").status_code == 302
    assert bob.client.post("/refresh_token").status_code == 200


def test_a_bad_cookie_crashes_the_render() -> None:
    workshop = Workshop("crashes_on_a_bad_cookie_in_a_render")

    assert workshop.client().get("/dashboard", headers={"Cookie": f"{COOKIE}=unknown"}).status_code == 500
    assert workshop.client().get("/dashboard").status_code == 302
    assert refresh_status(workshop, "unknown") == 401


def test_a_page_is_rendered_for_an_ended_session() -> None:
    workshop = Workshop("renders_for_ended_sessions")
    device = workshop.device()
    token = device.refresh_token
    device.client.post("/logout")

    page = workshop.client().get("/dashboard", headers={"Cookie": f"{COOKIE}={token}"})

    assert (page.status_code, ">ada<" in page.text) == (200, True)
    assert refresh_status(workshop, token) == 401
    assert workshop.client().get("/dashboard", headers={"Cookie": f"{COOKIE}=unknown"}).status_code == 302


def test_a_page_is_rendered_for_an_expired_cookie() -> None:
    workshop = Workshop("renders_for_expired_refresh_cookies")
    read, sent = workshop.device().refresh_token, workshop.device().refresh_token

    with later(seconds=31 * 86_400):
        page = workshop.client().get("/dashboard", headers={"Cookie": f"{COOKIE}={read}"})
        assert (page.status_code, ">ada<" in page.text) == (200, True)
        assert refresh_status(workshop, sent) == 401


def test_the_next_cookie_is_not_handed_back() -> None:
    device = Workshop("keeps_the_rotated_cookie_to_itself").device()

    page = device.client.get("/dashboard")

    assert ">ada<" in page.text
    assert "set-cookie" not in page.headers
    assert device.client.post("/refresh_token").status_code == 401
