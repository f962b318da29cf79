"""Unpacking costs no more than the bound, whatever a small answer pretends to hold."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from fixtures.content import ContentError, decoded


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_bomb_costs_no_memory(pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"\x00" * 100_000_000)
    tracemalloc.start()

    content, is_cut = decoded(bomb, "gzip", most=10_000)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(content), is_cut) == (10_000, True)
    assert peak < 5_000_000


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
@pytest.mark.parametrize(("length", "is_cut"), [(0, False), (10, False), (11, True)])
def test_plain_content_is_cut_at_the_bound(coding: str, length: int, is_cut: bool) -> None:  # noqa: FBT001  a column
    assert decoded(b"x" * length, coding, most=10) == (b"x" * min(length, 10), is_cut)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", "deflate"])
def test_one_layer_is_unpacked(coding: str) -> None:
    assert decoded(gzip.compress(b"hello"), coding, most=5) == (b"hello", False)
    assert decoded(gzip.compress(b"hello!"), coding, most=5) == (b"hello", True)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip,identity", "x" * 10_000])
def test_what_was_not_asked_for_is_refused_in_few_words(coding: str) -> None:
    with pytest.raises(ContentError, match="which was not asked for") as raised:
        decoded(gzip.compress(b"hello"), coding, most=10)

    assert len(str(raised.value)) < 200
