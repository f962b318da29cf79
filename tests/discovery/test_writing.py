"""Whatever a target calls its cookies and paths, the written file is TOML that says exactly that."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.discovery.draft import Draft
from fixtures.discovery.writing import written
from fixtures.target.environment import expand

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_values_and_keys_of_the_target_come_back_as_they_were(key: str, value: str, remark: str) -> None:
    draft = Draft(tables={"login": {"url": "/login", "form": {key: value}}})
    draft.remark("login", remark)
    draft.miss("refresh", remark, remark)

    found = tomllib.loads(written(draft, heading=(remark,)))

    expanded = expand(found, {}, {})
    assert not expanded.problems
    assert expanded.data == {"login": {"url": "/login", "form": {key: value}}}
