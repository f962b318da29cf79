"""Targets that look secure only because they do not work: on none of them does a refusal count as one."""

from collections.abc import Callable
from pathlib import Path

from bearproof.audit_run import AuditOrder
from fixtures.verdict import Verdict
from tests.core.application import Application, running
from tests.core.building import PASSWORDS
from tests.core.loopback import Answer, Visit
from tests.proof.audited import audited
from tests.proof.deaths import DEAD
from tests.proof.examination import RULES

PREFLIGHT_REQUESTS = 7
"""With two users: reachable, two for each login, anonymous, garbage."""

ABOUT_REFUSALS = frozenset(rule for rule in RULES if rule.startswith(("token/", "refresh/", "logout/", "session/"))) - {
    "token/short-lifetime",
    "token/published-secret",
}


def target_file(application: Application, folder: Path) -> Path:
    """Write the target file of an application; its passwords come from the environment."""
    assert application.server is not None
    path = folder / "target.toml"
    path.write_text(
        f"""
        [target]
        name = "An application that is about to break"
        url = "{application.server.url}"
        absent = ["browser", "ssr", "logout-everywhere", "clock"]
        [users]
        ada = {{ username = "ada", password = "${{ADA_PASSWORD}}" }}
        bob = {{ username = "bob", password = "${{BOB_PASSWORD}}" }}
        [login]
        url = "/login"
        json = {{ username = "{{username}}", password = "{{password}}" }}
        access_token = {{ body = "/token" }}
        refresh_token = {{ cookie = "refresh" }}
        [identity]
        url = "/me"
        user = {{ body = "/name" }}
        [refresh]
        url = "/refresh"
        [logout]
        url = "/logout"
        """,
        encoding="utf-8",
    )
    return path


def verdicts_of(application: Application, folder: Path) -> dict[str, Verdict]:
    environ = {f"{name.upper()}_PASSWORD": word for name, word in PASSWORDS.items()}
    order = AuditOrder(
        target_file=target_file(application, folder),
        profile=None,
        report_dir=folder / "report",
        allow_browser=False,
    )
    return audited(order, environ=environ).run.verdicts


def breaks_after_preflight(application: Application, answer: Answer, *paths: str) -> None:
    """Let the named endpoints answer so once preflight is over."""
    honest: dict[str, Callable[[Visit], None]] = {
        "/me": application.me, "/login": application.login, "/refresh": application.renew,
        "/logout": application.log_out,
    }  # fmt: skip

    def replacing(path: str) -> Answer:
        def answered(visit: Visit) -> None:
            seen = len(application.server.requests) if application.server is not None else 0
            (answer if seen > PREFLIGHT_REQUESTS else honest[path])(visit)

        return answered

    application.instead = {path: replacing(path) for path in paths or honest}


def test_the_same_application_is_judged_while_it_works(tmp_path: Path) -> None:
    with running() as application:
        verdicts = verdicts_of(application, tmp_path)

    assert verdicts["refresh/rotates-and-retires"] is Verdict.PASSED
    assert verdicts["login/refresh-issued-and-usable"] is Verdict.PASSED


def test_nothing_passes_on_a_target_that_is_dead(death: str, tmp_path: Path) -> None:
    with running() as application:
        breaks_after_preflight(application, DEAD[death])
        verdicts = verdicts_of(application, tmp_path)

    judged_anyhow = {rule: str(verdict) for rule, verdict in verdicts.items() if verdict.is_judged}
    assert judged_anyhow == {}
    assert Verdict.ERROR not in verdicts.values()


def test_no_refusal_counts_on_a_target_where_only_the_login_works(death: str, tmp_path: Path) -> None:
    with running() as application:
        breaks_after_preflight(application, DEAD[death], "/me", "/refresh", "/logout")
        verdicts = verdicts_of(application, tmp_path)

    assert {rule for rule in ABOUT_REFUSALS & set(verdicts) if verdicts[rule] is Verdict.PASSED} == set()
    assert Verdict.ERROR not in verdicts.values()
