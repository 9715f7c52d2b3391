"""Pages between two processes of ours: what comes out is what went in, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.pages import framed, packed, unpacked


@given(st.lists(st.none() | st.binary(max_size=90), max_size=40))
def test_a_page_comes_out_as_it_went_in(values: list[bytes | None]) -> None:
    assert unpacked(packed(values)) == values


@pytest.mark.parametrize("broken", [b"", b"\0\0\0", b"\0\0\0\2\0\0\0\1", packed([b"abc"])[:-1], packed([b"a"]) + b"b"])
def test_what_is_no_whole_page_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="page of ours"):
        unpacked(broken)


def test_a_frame_says_how_long_it_is() -> None:
    assert framed(b"abc") == b"\0\0\0\3abc"
