"""Sessions on the reference server: honest verbs move on, attacks leave the session as it was."""

import time
from dataclasses import replace

import pytest

from fixtures.audit import Audit
from fixtures.docket import Docket
from fixtures.forge import Lie, unsigned
from fixtures.grace import wait_out_the_grace
from fixtures.oracle import Standing
from fixtures.sessions import Sessions
from fixtures.target.model import Place
from fixtures.verdict import Verdict, VerdictReached


def test_a_login_gives_a_session_that_is_its_users(people: Sessions) -> None:
    for user in ("ada", "bob"):
        session = people.login(user)

        assert session.call().ruling.who == user
        assert session.refresh_token
        assert session.user == user


def test_an_honest_refresh_moves_the_session_on(people: Sessions) -> None:
    session = people.login("ada")
    before = session.tokens

    answer = session.refresh()

    assert answer.is_owners
    assert session.tokens.access != before.access
    assert session.tokens.refresh != before.refresh
    assert session.tokens.expiry is not None
    assert session.call().is_owners


def test_an_attack_leaves_the_session_as_it_was(people: Sessions) -> None:
    session = people.login("ada")
    before, cookies = session.tokens, [cookie.value for cookie in session.jar.jar]

    refused = session.refresh(using="made-up-refresh-token")

    assert refused.ruling.standing is Standing.REFUSED
    assert session.tokens == before
    assert [cookie.value for cookie in session.jar.jar] == cookies
    assert session.refresh().is_owners


def test_a_forged_token_is_refused_and_the_honest_one_still_works(people: Sessions) -> None:
    session = people.login("ada")

    for lie in unsigned(session.access_token):
        assert session.present(lie).ruling.standing is Standing.REFUSED
    assert session.call().is_owners


def test_another_users_token_is_accepted_as_the_other_user(people: Sessions) -> None:
    ada, bob = people.login("ada"), people.login("bob")

    answer = ada.present(Lie("bob's token", bob.access_token))

    assert (answer.ruling.standing, answer.ruling.who, answer.is_owners) == (Standing.ACCEPTED, "bob", False)


def test_a_refresh_without_a_token_is_refused(people: Sessions) -> None:
    session = people.login("ada")

    answer = session.refresh_without_token()

    assert answer.ruling.standing is Standing.REFUSED
    assert not any(name == "cookie" for name, _value in answer.reply.exchange.request_headers)
    assert session.refresh().is_owners


def test_a_stolen_copy_refreshes_once_and_does_not_move_the_session_on(people: Sessions, reference: Audit) -> None:
    session = people.login("ada")
    before, stolen = session.tokens, session.held()

    answer = session.refresh(using=stolen)

    assert answer.is_owners
    assert session.tokens == before
    wait_out_the_grace(reference.deployment, reference.clock)
    assert session.refresh(using=stolen).ruling.standing is Standing.REFUSED


def test_after_a_logout_the_refresh_token_is_refused(people: Sessions) -> None:
    session = people.login("ada")
    token = session.refresh_token

    reply = session.log_out()

    assert reply.status == 204
    assert session.refresh(using=token).ruling.standing is Standing.REFUSED


def test_every_lie_refused_between_controls_is_a_pass(people: Sessions, docket: Docket) -> None:
    session = people.login("ada")
    lies = [Lie(f"made-up token {number}", f"made-up-token-{number}") for number in range(20)]

    session.must_refuse_every(lies)

    assert [item.verdict for item in docket.judgements] == [Verdict.PASSED] * 20
    asked_honestly = [item for item in docket.exchanges.values() if item.purpose == "an honest call as ada"]
    assert len(asked_honestly) == 2, "the controls before and after are part of the evidence"


def test_a_token_that_is_accepted_among_lies_is_a_failure_with_its_evidence(people: Sessions, docket: Docket) -> None:
    session = people.login("ada")
    lies = [Lie("a made-up token", "made-up"), Lie("an honest token", people.login("ada").access_token)]

    with pytest.raises(VerdictReached) as reached:
        session.must_refuse_every(lies)

    assert reached.value.judgement.verdict is Verdict.FAILED
    assert reached.value.judgement.sentence == "GET /me with an honest token was answered 200 as ada."
    assert set(reached.value.judgement.exchanges) <= set(docket.exchanges)


def test_an_attack_whose_token_has_no_place_in_the_request_is_our_own_error(people: Sessions) -> None:
    session = people.login("ada")
    # No cookie and no placeholder: the token would stay at home, and the refusal would look like a verdict.
    login = session.deployment.target.login.model_copy(update={"refresh_token": Place(body="/refresh_token")})
    target = session.deployment.target.model_copy(update={"login": login})
    session.proven = replace(session.proven, deployment=replace(session.deployment, target=target))
    session.jar.clear()

    with pytest.raises(RuntimeError, match="never put into the request"):
        session.refresh(using="a-forged-refresh-token")


def test_a_standing_session_is_shared_until_it_is_dead(people: Sessions) -> None:
    first = people.standing("ada")

    assert people.standing("ada") is first
    people.forget("ada")
    assert people.standing("ada") is not first


def test_sessions_of_a_moved_time_are_forgotten_and_earlier_ones_kept(people: Sessions) -> None:
    first = people.standing("ada")
    departed = time.time()
    people.leave(people.login("ada"))
    bob = people.standing("bob")

    people.forget_since(departed)

    assert people.standing("ada") is first
    assert people.standing("bob") is not bob


def test_a_session_that_was_left_is_found_by_what_it_is_and_not_by_what_it_holds(people: Sessions) -> None:
    left = [people.login("ada"), people.login("ada")]
    for session in left:
        for path in ("/one", "/other"):
            # Pages of a sign-in set one name at several paths, which the library refuses to compare.
            session.jar.set("interaction", "of-this-login", domain="127.0.0.1", path=path)
        people.leave(session)

    assert people.own("ada") is left[1]
    assert people.own("ada") is left[0]


def test_the_witness_is_bob_and_costs_one_login(people: Sessions) -> None:
    spent = people.proven.deployment.wire.cost.logins

    answers = [people.witness() for _ in range(3)]

    assert [answer.ruling.who for answer in answers] == ["bob"] * 3
    assert people.proven.deployment.wire.cost.logins == spent + 1


def test_the_budget_of_logins_is_kept(people: Sessions) -> None:
    cost = people.proven.deployment.wire.cost
    deployment = people.proven.deployment
    limits = deployment.target.limits.model_copy(update={"logins": cost.logins + 1})
    strict = replace(deployment, target=deployment.target.model_copy(update={"limits": limits}))
    poor = Sessions(replace(people.proven, deployment=strict))
    poor.login("ada")

    with pytest.raises(VerdictReached) as reached:
        poor.login("ada")

    assert reached.value.judgement.verdict is Verdict.UNTESTED
    assert "limits.logins" in (reached.value.judgement.next_step or "")


def test_no_password_and_no_token_of_a_session_is_in_any_record(people: Sessions, docket: Docket) -> None:
    session = people.login("ada")
    session.refresh().control()
    ada = session.deployment.user("ada")

    record = repr(docket.exchanges) + repr(session.login_reply.exchange)

    assert docket.exchanges
    for secret in (ada.password.get_secret_value(), session.access_token, session.refresh_token):
        assert secret not in record
    assert "‹password›" in record
