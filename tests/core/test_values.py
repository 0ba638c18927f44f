"""Private text, alone and in a Call: there for whoever asks by name, invisible to whatever prints."""

import copy
import logging

import pytest
from pydantic import ValidationError

from bot.core.values import OPEN, SEAL, Call, Frozen, Private

NEEDLE = "my bullet"


class Note(Frozen):
    text: Private[str]


def test_only_its_value_shows_the_text(caplog: pytest.LogCaptureFixture) -> None:
    secret = Private(NEEDLE)
    logging.getLogger("test").warning("%s %r", secret, secret)
    shown = f"{secret} {secret!r} {[secret]} {Note(text=secret)!r} {Note(text=secret)} {caplog.text}"
    assert NEEDLE not in shown
    assert secret.value == NEEDLE


def test_a_refused_record_does_not_show_the_text_in_its_error() -> None:
    with pytest.raises(ValidationError) as refused:
        Note.model_validate({"text": Private(NEEDLE), "more": Private(NEEDLE)})
    assert NEEDLE not in str(refused.value)


def test_equal_texts_are_equal_and_hash_alike() -> None:
    assert Private("a") == Private("a")
    assert Private("a") != Private("b")
    assert Private("a") != "a"
    assert len({Private("a"), Private("a"), Private("b")}) == 2
    assert copy.deepcopy(Private("a")) == Private("a")


NOTE = Note(text=Private(NEEDLE))
CALL = Call(path="x", values={"text": NEEDLE, "kind": "star"}, private=frozenset({"text"}))


@pytest.mark.parametrize("held", [NOTE, CALL], ids=["a record", "a Call"])
def test_it_is_written_as_json_only_through_a_cipher_and_read_through_its_inverse(held: Note | Call) -> None:
    with pytest.raises(ValueError, match="vault"):
        held.model_dump_json()
    sealed = held.model_dump_json(context={SEAL: lambda text: text[::-1]})
    assert '"tellub ym"' in sealed
    assert NEEDLE not in sealed
    assert type(held).model_validate_json(sealed, context={OPEN: lambda text: text[::-1]}) == held
    with pytest.raises(ValidationError, match="vault"):
        type(held).model_validate_json(sealed)


def test_a_copy_in_memory_keeps_it_private() -> None:
    assert NEEDLE not in repr(NOTE.model_dump())
    assert Note.model_validate(NOTE.model_dump()) == NOTE


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ValidationError, match="a private value is text"):
        Note.model_validate({"text": 5})
