"""The search for secrets finds the same as looking for each of them, however they came to be known."""

from hypothesis import given
from hypothesis import strategies as st

from fixtures.secret_search import SecretSearch

# Few letters, so that secrets overlap, repeat and end alike.
_TEXTS = st.text(alphabet="ab.", max_size=60)
_SECRETS = st.text(alphabet="ab.", min_size=4, max_size=30)


def _plain(known: list[str], text: str) -> list[str]:
    return sorted((secret for secret in known if secret in text), key=len, reverse=True)


@given(st.lists(_SECRETS, unique=True, max_size=12), st.lists(_TEXTS, max_size=4))
def test_all_that_stands_in_a_text_is_found_the_longest_first(secrets: list[str], texts: list[str]) -> None:
    search = SecretSearch()
    known: list[str] = []

    for secret in secrets:
        # Each text is looked through before and after a further secret is known.
        for text in (*texts, f"...{secret}...", secret):
            found = search.found_in(text)
            assert sorted(found) == sorted(_plain(known, text))
            assert [len(one) for one in found] == sorted(map(len, found), reverse=True)
        search.add(secret)
        known.append(secret)
        assert secret in search.found_in(secret)
        for text in texts:
            assert sorted(search.found_in(text)) == sorted(_plain(known, text))


def test_a_text_that_was_clean_is_not_once_its_secret_is_known() -> None:
    search = SecretSearch()
    search.add("another secret")
    assert search.found_in("Bearer s3cret-token") == []

    search.add("s3cret-token")

    assert search.found_in("Bearer s3cret-token") == ["s3cret-token"]
