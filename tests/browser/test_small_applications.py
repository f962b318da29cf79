"""Applications that are described by little more than their address, or that keep their tokens elsewhere."""

import pytest

from fixtures.browser.tokens import TokenKind
from fixtures.browser.website import CallKind
from fixtures.docket import Docket
from fixtures.verdict import Verdict, VerdictReached
from tests.browser.conftest import Visiting
from tests.browser.rules import judged
from tests.browser.small_app import SmallApp, page

_OF_THE_PAGE = (
    "storage/no-persistent-token",
    "storage/memory-only",
    "client/bearer-on-every-call",
    "client/redirect-without-token",
    "client/startup-refresh",
    "logout/client-token-cleared",
)


def _verdicts(visiting: Visiting, app: SmallApp, described: str = 'url = "/"') -> dict[str, tuple[Verdict, str]]:
    with visiting(app, described=described) as journeys:
        outcomes = {rule_id: judged(rule_id, journeys)[0] for rule_id in _OF_THE_PAGE}
    return {rule_id: (outcome.verdict, outcome.deciding.sentence) for rule_id, outcome in outcomes.items()}


@pytest.mark.parametrize("form", ["form", "steps", "formless"])
def test_the_address_alone_is_enough(visiting: Visiting, form: str) -> None:
    for rule_id, (verdict, sentence) in _verdicts(visiting, SmallApp(page(form=form))).items():
        assert verdict is Verdict.PASSED, (rule_id, sentence)


def test_the_box_that_keeps_a_person_signed_in_is_ticked(visiting: Visiting) -> None:
    script = "addEventListener('change', ({ target }) => { if (target.checked) document.title = target.name; });"
    with visiting(SmallApp(page(script))) as journeys:
        looks = journeys.tour.looks
    assert any("<title>box</title>" in look.shown for look in looks)


def test_a_token_in_an_answer_without_content_is_known(visiting: Visiting) -> None:
    with visiting(SmallApp(page(), renews_by_header=True)) as journeys:
        calls = journeys.tour.person.traffic.since(0, CallKind.REFRESH)
    renewals = [call for call in calls if call.status == 204]
    assert renewals
    assert all(call.issued_token for call in renewals)


def test_what_a_page_writes_when_it_is_refused_counts_too(visiting: Visiting) -> None:
    script = """
    const ask = fetch;
    globalThis.fetch = async (url, given) => {
      const answer = await ask(url, given);
      if (answer.status === 401 && given?.headers) localStorage.setItem("errors", JSON.stringify([url, given.headers]));
      return answer;
    };"""
    with visiting(SmallApp(page(script))) as journeys:
        outcome, _filed = judged("storage/no-persistent-token", journeys)
    assert outcome.verdict is Verdict.FAILED
    assert "localStorage (errors)" in outcome.deciding.sentence


def test_a_page_without_a_form_names_the_keys_to_write(visiting: Visiting) -> None:
    with visiting(SmallApp(page(form="bare"))) as journeys, pytest.raises(VerdictReached) as caught:
        journeys.tour.require_signed_in()
    judgement = caught.value.judgement
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "no login form" in judgement.sentence
    assert "app.username" in (judgement.next_step or "")


def test_a_page_that_never_shows_its_user_names_the_key_to_write(visiting: Visiting) -> None:
    script = "globalThis.quirks = { signedIn() { document.querySelector('#who').textContent = 'you'; } };"
    described = 'url = "/"\nsigned_in = "#nobody"'
    with visiting(SmallApp(page(script)), described=described) as journeys, pytest.raises(VerdictReached) as caught:
        journeys.tour.require_signed_in()
    judgement = caught.value.judgement
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "app.signed_in" in (judgement.next_step or "")


def test_no_control_that_logs_out_leaves_only_the_rules_about_logout_undecided(visiting: Visiting) -> None:
    verdicts = _verdicts(visiting, SmallApp(page()), 'url = "/"\nlogout = "#nothing"')
    assert verdicts["storage/no-persistent-token"][0] is Verdict.PASSED
    assert verdicts["logout/client-token-cleared"][0] is Verdict.INCONCLUSIVE


def test_a_token_that_a_cookie_holds_makes_rules_about_the_page_inapplicable(visiting: Visiting) -> None:
    app = SmallApp(page("globalThis.quirks = { usesCookies: true };"), uses_cookies=True)
    verdicts = _verdicts(visiting, app)
    for rule_id in ("storage/memory-only", "client/bearer-on-every-call"):
        assert verdicts[rule_id][0] is Verdict.INAPPLICABLE, verdicts[rule_id]
    assert verdicts["client/redirect-without-token"][0] is Verdict.PASSED


def test_an_address_that_was_called_with_the_token_is_an_api_without_being_named(visiting: Visiting) -> None:
    script = """globalThis.quirks = { async signedIn(token) {
        await fetch("/api/notes", { headers: { Authorization: `Bearer ${token}` } });
        await fetch("/api/notes?page=2");
    } };"""
    verdict, sentence = _verdicts(visiting, SmallApp(page(script)))["client/bearer-on-every-call"]
    assert verdict is Verdict.FAILED
    assert "GET /api/notes was sent without the access token" in sentence


@pytest.mark.usefixtures("filed")
def test_a_marker_on_the_login_page_tells_nothing(visiting: Visiting) -> None:
    script = "addEventListener('load', () => document.body.append('By Ada Lovelace'));"
    with visiting(SmallApp(page(script))) as journeys, pytest.raises(VerdictReached) as caught:
        journeys.visit.must_lead_to_the_login()
    assert caught.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "users.ada.marker" in (caught.value.judgement.next_step or "")


def test_a_server_error_is_no_refusal(visiting: Visiting) -> None:
    verdicts = _verdicts(visiting, SmallApp(page(), status=503))
    assert {verdict for verdict, _sentence in verdicts.values()} == {Verdict.INCONCLUSIVE}


def test_tokens_are_learned_from_answers_and_from_calls(visiting: Visiting, filed: Docket) -> None:
    with visiting(SmallApp(page())) as journeys:
        person = journeys.tour.person
    assert filed.judgements == []
    assert len(person.tokens.of(TokenKind.ACCESS)) >= 2
    assert len(person.tokens.of(TokenKind.REFRESH)) >= 2
    assert all(token.expires_at for token in person.tokens.of(TokenKind.ACCESS))


def test_a_public_endpoint_that_comes_first_is_not_the_call_that_is_refused(visiting: Visiting) -> None:
    script = """
    const ask = fetch;
    globalThis.fetch = async (url, given) => {
      if (given?.headers?.Authorization) await ask("/login?settings", given);
      return ask(url, given);
    };"""
    with visiting(
        SmallApp(page(script)), described='url = "/"\naction = "#again"\napi = ["/api/me", "/login"]'
    ) as journeys:
        outcome, _filed = judged("client/unauthorized-handled", journeys)
        once = journeys.refusals.once
    assert outcome.verdict is Verdict.PASSED, outcome.deciding.sentence
    assert once is not None
    assert once.times(CallKind.API) == 1


def test_a_token_in_an_address_is_a_leak_also_where_no_call_can_be_refused(visiting: Visiting) -> None:
    script = """
    const ask = fetch;
    globalThis.fetch = async (url, given) => {
      if (url !== "/api/me") return ask(url, given);
      await ask(`/login?token=${given.headers.Authorization.slice(7)}`);
      return new Response('{"name": "Ada Lovelace"}');
    };"""
    with visiting(SmallApp(page(script))) as journeys:
        outcome, _filed = judged("client/token-not-leaked", journeys)
    assert outcome.verdict is Verdict.FAILED
    assert "the URL of a request" in outcome.deciding.sentence


def test_a_token_in_the_address_of_a_link_is_a_leak_before_anybody_follows_it(visiting: Visiting) -> None:
    script = """globalThis.quirks = { signedIn(token) {
      document.querySelector("#view").insertAdjacentHTML("beforeend", `<a href="/export?token=${token}">Export</a>`);
    } };"""
    with visiting(SmallApp(page(script))) as journeys:
        outcome, _filed = judged("client/token-not-leaked", journeys)
    assert outcome.verdict is Verdict.FAILED
    assert "the address of a link" in outcome.deciding.sentence


def test_without_refused_calls_nothing_is_said_of_what_they_would_have_leaked(visiting: Visiting) -> None:
    script = """
    const ask = fetch;
    globalThis.fetch = (url, given) =>
      url === "/api/me" ? new Response('{"name": "Ada Lovelace"}') : ask(url, given);"""
    with visiting(SmallApp(page(script))) as journeys:
        outcome, _filed = judged("client/token-not-leaked", journeys)
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert "client/unauthorized-handled" in outcome.deciding.sentence
