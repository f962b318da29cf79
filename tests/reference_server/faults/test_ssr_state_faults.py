"""What a page server keeps from one render to the next, or leaves where others find it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.reference_server.faults.workshop import COOKIE, Device, Workshop, me

ROUNDS = 20
"""In each of them two people ask for the page at the same time; one in which they meet is enough."""


def shown_to(device: Device) -> str:
    """Whose page a device is shown."""
    page = device.client.get("/dashboard").text
    return next((name for name in ("ada", "bob") if f">{name}<" in page), "nobody")


def shown_at_once(workshop: Workshop) -> set[tuple[str, str]]:
    """What two people are shown together, each round with new sessions."""
    seen: set[tuple[str, str]] = set()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            ada, bob = workshop.device("ada"), workshop.device("bob")
            first, second = pool.map(shown_to, (ada, bob))
            seen |= {(first, second), (shown_to(ada), shown_to(bob))}
            if len(seen) > 1:
                break
    return seen


@pytest.mark.parametrize(
    "fault", ["keeps_the_user_of_a_render_in_a_module_variable", "collects_the_cookies_of_all_renders_in_one_list"]
)
def test_people_get_into_each_others_pages_at_the_same_time(fault: str) -> None:
    workshop = Workshop(fault)
    ada, bob = workshop.device("ada"), workshop.device("bob")

    assert [shown_to(ada), shown_to(bob), shown_to(ada)] == ["ada", "bob", "ada"]
    assert workshop.client().get("/dashboard").status_code == 302
    assert len(shown_at_once(workshop)) > 1


def test_the_next_visitor_is_the_last_user() -> None:
    workshop = Workshop("leaves_the_last_user_logged_in_at_the_api_client")
    ada, bob = workshop.device("ada"), workshop.device("bob")

    assert workshop.client().get("/dashboard").status_code == 302
    assert shown_to(ada) == "ada"
    assert ">ada<" in workshop.client().get("/dashboard").text
    assert shown_to(bob) == "bob"
    assert workshop.client().get("/dashboard", headers={"Cookie": f"{COOKIE}=unknown"}).status_code == 302


def test_the_page_holds_an_access_token() -> None:
    device = Workshop("hands_the_page_its_access_token").device()

    token = device.client.get("/dashboard").text.partition('"accessToken": "')[2].partition('"')[0]

    assert me(device.client, token) == "ada"
    assert device.client.post("/refresh_token").status_code == 200


def test_the_page_holds_the_next_refresh_token() -> None:
    device = Workshop("writes_the_refreshed_session_into_the_page").device()

    page = device.client.get("/dashboard").text

    assert device.refresh_token in page
    assert device.client.post("/refresh_token").status_code == 200


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("lets_proxies_keep_the_rendered_page", "public, max-age=60"),
        ("takes_no_cache_for_no_store", "no-cache"),
    ],
)
def test_caches_may_keep_the_page(fault: str, said: str) -> None:
    workshop = Workshop(fault)

    assert workshop.device().client.get("/dashboard").headers["cache-control"] == said
    assert workshop.client().get("/dashboard").headers["cache-control"] == "no-store"


def test_a_page_that_is_called_like_a_file_is_kept() -> None:
    workshop = Workshop("keeps_whatever_is_called_like_a_file")
    device = workshop.device()

    assert ">ada<" in device.client.get("/dashboard/one.css").text
    assert ">ada<" in workshop.client().get("/dashboard/one.css").text
    assert workshop.client().get("/dashboard/two.css").status_code == 302
    assert ">ada<" in device.client.get("/dashboard/plain").text
    assert workshop.client().get("/dashboard/plain").status_code == 302
