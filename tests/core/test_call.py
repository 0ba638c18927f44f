"""A Call as a button carries it: what goes in comes out, it fits, and nothing foreign can hurt."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.registry import Payload, encode, encode_token, take_apart
from bot.core.values import Call, GroupId

GROUP = GroupId("Ab3dE6gH9j")
ORDER = ("topic", "count", "text")
words = st.text(alphabet=st.sampled_from([*"ab:%~?2357AE é日😀\n"]), max_size=12)
any_values = st.dictionaries(st.sampled_from(ORDER), words)


def there_and_back(call: Call) -> Call | None:
    payload = encode(GROUP, call, ORDER)
    parts = take_apart(payload) if payload is not None else None
    if parts is None:
        return None
    filled = {name: value for name, value in zip(ORDER, parts.values, strict=False) if value}
    return Call(path=parts.path, values=filled, ask=parts.ask)


@given(any_values, st.booleans())
@example({"topic": "%3A:%253A~%7E"}, False)
@example({"text": "::"}, True)
def test_a_button_brings_back_the_call_that_it_was_given(values: dict[str, str], ask: bool) -> None:
    call = Call(path="quiz", values=values, ask=ask)
    said = {name: value for name, value in values.items() if value}
    back = there_and_back(call)
    assert back is None or (back.path, dict(back.values), back.ask) == ("quiz", said, ask)


@pytest.mark.parametrize(("length", "fits"), [(80, True), (81, False)])
def test_a_payload_leaves_two_of_a_hundred_characters_for_a_page(length: int, fits: bool) -> None:
    payload = encode(GROUP, Call(path="quiz", values={"topic": "x" * length}), ORDER)
    assert len("1:Ab3dE6gH9j:quiz:") + 80 == 98
    assert (payload is not None) is fits


def test_a_form_is_opened_at_the_page_that_its_button_names() -> None:
    for page in range(1, 10):
        call = Call(path="quiz", values={"topic": "p99"}, ask=True, page=page)
        parts = take_apart(encode(GROUP, call, ORDER) or "")
        assert parts is not None
        assert (parts.ask, parts.page, parts.path, parts.values) == (True, page, "quiz", ("p99",))


def test_what_was_typed_in_confidence_never_stands_on_a_button() -> None:
    secret = Call(path="quiz", values={"text": "s"}, private=frozenset({"text"}))
    assert encode(GROUP, secret, ORDER) is None


def test_a_token_stands_in_the_place_of_the_path_and_no_path_can_be_mistaken_for_one() -> None:
    parts = take_apart(encode_token(GROUP, "Zz9"))
    assert parts is not None
    assert parts.token == "Zz9"  # noqa: S105 - a mark of where a Call waits, not a secret
    typed = take_apart(encode(GROUP, Call(path="quiz", values={"topic": "~"}), ORDER) or "")
    assert typed is not None
    assert typed.token is None


@given(st.text(max_size=300))
@example("1:")
@example("²:a:b")
@example("1:g:~")
@example(":" * 100_000)
def test_a_foreign_payload_is_taken_apart_or_refused_but_never_raises(text: str) -> None:
    parts = take_apart(text)
    assert parts is None or isinstance(parts, Payload)


@pytest.mark.parametrize("text", ["", "hello", "1", "1:group", "x:group:quiz", "1::quiz", ":::"])
def test_what_no_version_wrote_is_no_payload(text: str) -> None:
    assert take_apart(text) is None


def test_private_values_are_only_written_through_a_cipher_and_come_back_through_one() -> None:
    call = Call(path="bullet", values={"text": "needle", "kind": "star"}, private=frozenset({"text"}))
    with pytest.raises(ValueError, match="vault"):
        call.model_dump_json()
    sealed = call.model_dump_json(context={"seal": lambda text: text[::-1]})
    assert "needle" not in sealed
    assert "eldeen" in sealed
    assert Call.model_validate_json(sealed, context={"open": lambda text: text[::-1]}) == call
    with pytest.raises(ValidationError, match="vault"):
        Call.model_validate_json(sealed)


def test_what_is_longer_than_any_button_is_refused_and_not_cut() -> None:
    longest = f"1:{GROUP}:quiz:" + "a" * (100 - len(f"1:{GROUP}:quiz:"))
    assert take_apart(longest) is not None
    assert take_apart(longest + "b") is None
