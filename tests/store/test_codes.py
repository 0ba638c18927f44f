"""Codes that people carry: readable aloud, forgiving when typed, known to the store by a hash alone."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import directory


@given(st.integers())
def test_every_code_is_read_back_however_it_is_typed(seed: int) -> None:
    code = directory.new_code(Random(seed))
    assert len(code) == 7
    assert not set(code) & set("IO01")
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("-", " "),
        "-".join(code),
        f"code={code}",
        f"code:{code}",
    ):
        assert directory.read_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "-", "K7QX-2", "K7QX-299", "K7QX-2O", "K7QX-2\x00", "К7QX-29", "K7QX_29"]
)
def test_what_is_no_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="K7QX-29"):
        directory.read_code(typed)
