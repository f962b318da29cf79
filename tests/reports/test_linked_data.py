"""EARL and CycloneDX, read by the libraries that know them."""

import json
from collections import Counter

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from rdflib import Dataset, Graph, Literal, Namespace
from rdflib.namespace import DCTERMS, RDF

from fixtures.verdict import Verdict
from reports import cyclonedx, earl
from reports.model import Run
from tests.reports.every_run import RUNS
from tests.reports.rich_sample import rich_run
from tests.reports.sample import result, rule, run

# The reader of JSON-LD in rdflib uses what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph)[. ]:DeprecationWarning")

EARL = Namespace("http://www.w3.org/ns/earl#")


def _graph(audited: Run) -> Graph:
    return Dataset(default_union=True).parse(data=earl.render(audited), format="json-ld")


@pytest.mark.parametrize("audited", RUNS)
def test_each_rule_is_an_assertion_about_the_target(audited: Run) -> None:
    graph = _graph(audited)
    assertions = list(graph.subjects(RDF.type, EARL.Assertion))
    assert len(assertions) == len(audited.outcomes)
    [subject] = graph.subjects(RDF.type, EARL.TestSubject)
    assert all((one, EARL.subject, subject) in graph for one in assertions)


def test_verdicts_are_outcomes_of_the_vocabulary() -> None:
    audited = rich_run()
    found = Counter(str(outcome).removeprefix(str(EARL)) for outcome in _graph(audited).objects(None, EARL.outcome))
    counts = audited.counts
    assert found == Counter(
        {
            "passed": counts[Verdict.PASSED],
            "failed": counts[Verdict.FAILED],
            "cantTell": counts[Verdict.INCONCLUSIVE] + counts[Verdict.ERROR],
            "untested": counts[Verdict.UNTESTED],
            "inapplicable": counts[Verdict.INAPPLICABLE],
        }
    )
    assert set(_graph(audited).objects(None, DCTERMS.identifier)) >= {Literal(rule_id) for rule_id in audited.verdicts}


@pytest.mark.parametrize("audited", RUNS)
def test_the_attestation_is_valid(audited: Run) -> None:
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(cyclonedx.render(audited).decode())
    assert problem is None


def test_a_requirement_scores_what_its_rules_show() -> None:
    rules = tuple(rule(f"suite/{name}", refs=("v5.0.0-9.1.1",)) for name in ("good", "bad", "unseen", "other"))
    found = (
        result("suite/good", Verdict.PASSED),
        result("suite/bad", Verdict.FAILED),
        result("suite/unseen", Verdict.UNTESTED),
        result("suite/other", Verdict.INAPPLICABLE),
    )
    [mapped] = json.loads(cyclonedx.render(run(*found, rules=rules)))["declarations"]["attestations"][0]["map"]
    assert mapped["conformance"]["score"] == pytest.approx(1 / 3)
    assert mapped["confidence"]["score"] == pytest.approx(2 / 3)
    assert mapped["claims"] == ["claim/suite/good"]
    assert mapped["counterClaims"] == ["claim/suite/bad"]
