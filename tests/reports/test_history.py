"""The history in real databases: what is kept, what comes back, what is kept out, and many audits at once."""

import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import create_engine
from sqlalchemy.pool import NullPool

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reports.gate import judge_gate
from reports.history.database import History
from reports.history.error import HistoryError
from reports.history.place import Place
from reports.inert import one_line
from reports.model import Ending, Run
from tests import postgresql
from tests.reports.hostile import STRINGS, filled_with
from tests.reports.rich_sample import rich_run
from tests.reports.sample import STARTED, judgement, result, run


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="bearproof-history-"))
    with postgresql.server(folder) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty history of each kind."""
    if request.param == "sqlite":
        yield str(tmp_path / "new" / "history.db")
        return
    url: str = request.getfixturevalue("database")
    yield url
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS bearproof_verdicts, bearproof_runs, bearproof_schema"))


def _moved(audited: Run, *, days: int = 0, **changes: object) -> Run:
    header = audited.header.model_copy(update={"started_at": STARTED + timedelta(days=days), **changes})
    return audited.model_copy(update={"header": header})


def _opened(place: str) -> History:
    return History(Place.of(place))


def _keep(history: History, *runs: Run) -> None:
    for one in runs:
        history.add(one, judge_gate(one))


def test_what_was_kept_comes_back(place: str) -> None:
    audited = rich_run()
    _keep(_opened(place), audited)
    [kept] = _opened(place).runs()
    assert kept.verdicts == audited.verdicts
    assert kept.counts == {verdict: count for verdict, count in audited.counts.items() if count}
    assert (kept.judged, kept.applicable) == (audited.judged, audited.applicable)
    assert (kept.started_at, kept.ending) == (audited.header.started_at, audited.footer.ending)
    assert kept.exit_code == judge_gate(audited).code
    assert (kept.target_name, kept.profile) == (audited.header.target_name, audited.header.profile)


def test_the_same_run_is_kept_once(place: str) -> None:
    history = _opened(place)
    audited = rich_run()
    gate = judge_gate(audited)
    assert history.add(audited, gate)
    assert not history.add(audited, gate)
    assert len(history.runs()) == 1


def test_a_trend_is_of_whole_audits_of_this_target_and_profile_before_this_one(place: str) -> None:
    history = _opened(place)
    fails, holds = (run(result("suite/fact", verdict)) for verdict in (Verdict.FAILED, Verdict.PASSED))
    _keep(
        history, _moved(holds), _moved(fails, days=1), _moved(fails, days=9), _moved(fails, days=2, is_partial=True),
        _moved(fails, days=2, target_name="Another"), _moved(fails, days=2, profile=Profile.BCP_2026),
    )  # fmt: skip
    now = _moved(fails, days=4)
    trend = history.trend(now, judge_gate(now))
    assert [one.started_at for one in trend.earlier] == [STARTED, STARTED + timedelta(days=1)]
    assert trend.new == ()
    assert trend.failing_since("suite/fact") == STARTED + timedelta(days=1)
    _keep(history, now)
    assert history.trend(now, judge_gate(now)).earlier == trend.earlier


def test_a_trend_shows_the_latest_and_counts_the_rest(place: str) -> None:
    history = _opened(place)
    audited = run(result("suite/fact", Verdict.PASSED))
    _keep(history, *(_moved(audited, days=days) for days in range(33)))
    now = _moved(audited, days=40)
    trend = history.trend(now, judge_gate(now))
    assert (len(trend.earlier), trend.further) == (30, 3)
    assert trend.earlier[-1].started_at == STARTED + timedelta(days=32)
    assert trend.sentence.startswith("Audit 34 ")


def test_runs_are_listed_newest_first_and_by_target(place: str) -> None:
    history = _opened(place)
    _keep(history, rich_run(), _moved(rich_run(Ending.INTERRUPTED), days=2, target_name="Another"))
    assert [one.started_at for one in history.runs()] == [STARTED + timedelta(days=2), STARTED]
    assert [one.ending for one in history.runs(target="Another")] == [Ending.INTERRUPTED]
    assert history.runs(profile=Profile.BCP_2026) == ()
    assert len(history.runs(limit=1)) == 1


@pytest.mark.parametrize("hostile", STRINGS.values(), ids=STRINGS)
def test_hostile_text_is_kept_without_harm(place: str, hostile: str) -> None:
    audited = filled_with(hostile, run(result("suite/fact", Verdict.FAILED)))
    _keep(_opened(place), audited)
    [kept] = _opened(place).runs()
    assert list(kept.verdicts.values()) == [Verdict.FAILED]
    assert kept.verdicts.keys() == {one_line(rule_id) for rule_id in audited.verdicts}


def test_nothing_secret_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    secret = "canary-4711"
    said = judgement(Verdict.FAILED, sentence=f"The token {secret} was accepted.", expected=secret)
    found = result("suite/fact", Verdict.FAILED, judgements=(said,), traceback=secret)
    audited = _moved(run(found), target_url=f"https://ada:{secret}@shop.example:8443/app?key={secret}#{secret}")
    _keep(_opened(str(path)), audited)
    assert secret.encode() not in path.read_bytes()
    assert _opened(str(path)).runs()[0].target_url == "https://shop.example:8443/app"


def test_audits_that_end_together_are_all_kept(place: str) -> None:
    audited = run(result("suite/fact", Verdict.PASSED))
    together = threading.Barrier(8)

    def keep(number: int) -> None:
        # Each has connections of its own, as processes would; some keep the same run, and all find no tables yet.
        together.wait(60)
        _keep(_opened(place), _moved(audited, days=number % 6))

    with ThreadPoolExecutor(8) as audits:
        list(audits.map(keep, range(8)))
    assert len(_opened(place).runs()) == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "The history has an empty name."),
        ("mysql://a:canary@host/x", "A history cannot be kept in mysql."),
        ("sqlite://", "A history cannot be kept in sqlite."),
        ("postgresql://a:canary@host:1x/x", "The address of the history cannot be read."),
    ],
)
def test_a_place_that_is_none_is_told(text: str, sentence: str) -> None:
    with pytest.raises(HistoryError) as caught:
        Place.of(text)
    assert str(caught.value) == sentence
    assert caught.value.next_step.startswith("Name a file")


def test_a_password_is_shown_nowhere() -> None:
    place = Place.of("postgres://ada:canary@127.0.0.1:1/history?password=canary&sslmode=disable")
    assert place.name == "postgresql://ada:***@127.0.0.1:1/history"
    with pytest.raises(HistoryError) as caught:
        History(place)
    assert "canary" not in f"{caught.value}{caught.value.next_step}"


def test_a_file_that_is_no_history_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Notes of ours, which are no database, and long enough to be looked at as one." * 20)
    with pytest.raises(HistoryError, match="file is not a database"):
        _opened(str(path))
    assert path.read_text().startswith("Notes of ours")


def test_a_later_form_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    _opened(str(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE bearproof_schema SET version = 99")
    connection.close()
    with pytest.raises(HistoryError, match="a later version of Bearproof"):
        _opened(str(path))
