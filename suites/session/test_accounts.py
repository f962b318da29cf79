"""What ends with a password, and with an account."""

from fixtures.audit import Audit
from fixtures.rule import BCP_2026, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.login.accounts import disabled_account_must_be_cut, new_password_must_end_other_sessions


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(BCP_2026,),
    needs=(
        Capability.REFRESH,
        Capability.DISPOSABLE_USER,
        Capability.PASSWORD_CHANGE,
    ),
    refs=(
        "v5.0.0-7.4.3",
        "A4 v4.0.3-3.3.3",
        "RFC 9700 §4.14.2 (MAY revoke on password change)",
        "CWE-613",
        "WSTG-ATHN-09",
        "GHSA-x4vh-j75g-268g (NocoDB)",
        "CVE-2026-43911 (Vaultwarden)",
        "CVE-2026-78357 (OTRS)",
    ),
    disruptive=True,
)
def test_credential_change_revokes(sessions: Sessions) -> None:
    """A new password ends the other sessions of its user.

    Why: people change their password because somebody else may have it; a thief who keeps his session has lost
    nothing.
    Judged: the disposable user has two sessions, and chooses another password in one of them; with it a login
    works; the refresh token of the other session must be refused, while an independent session refreshes. The
    password is changed back. Asking the user instead is allowed (policy.password_change_keeps_sessions).
    Fix: revoke every other session of the account in the transaction that stores the new password.
    """
    new_password_must_end_other_sessions(sessions)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(BCP_2026,),
    needs=(
        Capability.REFRESH,
        Capability.DISPOSABLE_USER,
        Capability.ACCOUNT_SWITCH,
    ),
    refs=("v5.0.0-7.4.2", "v5.0.0-8.3.2", "CWE-613", "WSTG-SESS-06", "CVE-2023-22492 (Zitadel)"),
    disruptive=True,
)
def test_disabled_account_cut(sessions: Sessions, running_audit: Audit) -> None:
    """A disabled account gets no further token.

    Why: who was dismissed, or whose account was taken over, is out only when the refresh looks at the account too.
    Judged: the disposable user logs in and is disabled by the operator's switch; neither a refresh nor a login may
    give a token, and the access token may last no longer than access tokens last. The account is enabled again.
    Fix: look at the state of the account at every refresh.
    """
    disabled_account_must_be_cut(sessions, running_audit.policy)
