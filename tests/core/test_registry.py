"""All commands by path: the limits of the whole tree, and buttons of every age."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.command import Command, command, message, press, work
from bot.core.errors import DeclarationError, Refusal
from bot.core.registry import Payload, Registry, encode, encode_token, size, take_apart
from bot.core.values import Call, GroupId
from tests.core.declared import declare

GROUP = GroupId("Ab3dE6gH9j")
QUIZ = declare(command("Drill"), "quiz", topic="What to drill", count="How many")
ANSWER = declare(press(), "quiz.answer", question="", option="")
SETUP = declare(command("Set up"), "admin.setup", channel="Where")
REMINDER = declare(message(), "checklist.reminder")
SWEEP = declare(work(), "member.sweep", member="")
REGISTRY = Registry([QUIZ, ANSWER, SETUP, REMINDER, SWEEP])


def many(count: int, prefix: str = "word") -> list[Command]:
    return [declare(command("About"), f"{prefix}{n}") for n in range(count)]


def refused(declared: list[Command]) -> str:
    with pytest.raises(DeclarationError) as error:
        Registry(declared)
    return str(error.value)


def stale(payload: str) -> Refusal:
    with pytest.raises(Refusal) as error:
        REGISTRY.decode(payload)
    return error.value


def test_a_root_has_at_most_twenty_five_words_and_fifty_commands() -> None:
    assert len(Registry(many(25)).commands("prep")) == 25
    assert "26 words" in refused(many(26))
    full = [*many(23), *many(25, "group.w"), *many(2, "other.w")]
    assert len(Registry(full).commands("prep")) == 50
    assert "51 commands" in refused([*full, *many(1, "other.x")])


def test_a_word_is_a_command_or_a_group_and_not_both() -> None:
    hours = declare(command("Hours"), "mock.hours")
    assert "mock is a command and a group" in refused([hours, declare(command("Mock"), "mock")])
    Registry([hours, declare(press(), "mock")])


def test_names_descriptions_and_choices_of_a_root_have_at_most_eight_thousand_characters() -> None:
    about = "x" * 50
    fields = {f"argument{n:02}": about for n in range(20)}
    each = len("word0") + 50 + 20 * (len("argument00") + 50)
    assert each == 1_255
    fat = [declare(command(about), f"word{n}", **fields) for n in range(7)]
    assert size(fat[:6]) == 6 * each == 7_530
    Registry(fat[:6])
    assert "8785 characters" in refused(fat)


def test_a_button_brings_its_call_back() -> None:
    call = Call(path="quiz.answer", values={"question": "8f3a", "option": "2"})
    payload = REGISTRY.encode(GROUP, call)
    assert payload == "1:Ab3dE6gH9j:quiz.answer:8f3a:2"
    parts, back = REGISTRY.decode(payload)
    assert (parts.group, back) == (GROUP, call)


def test_a_button_with_fewer_arguments_was_made_before_they_were_appended_and_still_works() -> None:
    _, call = REGISTRY.decode("1:Ab3dE6gH9j:quiz:tradeoffs")
    assert call == Call(path="quiz", values={"topic": "tradeoffs"})


def test_a_button_with_more_arguments_or_of_another_version_is_answered_with_the_fresh_command() -> None:
    for payload in ("1:Ab3dE6gH9j:quiz:a:b:c", "2:Ab3dE6gH9j:quiz:a", "0:Ab3dE6gH9j:quiz"):
        refusal = stale(payload)
        assert "older version" in refusal.text
        assert refusal.next_call == Call(path="quiz")


@pytest.mark.parametrize("path", ["gone.away", "checklist.reminder", "member.sweep", "", "??quiz", "quiz "])
def test_a_button_never_reaches_what_people_cannot_call(path: str) -> None:
    assert stale(f"1:Ab3dE6gH9j:{path}:x").next_call == Call(path="today")


def test_a_press_that_cannot_be_upgraded_leads_to_the_list() -> None:
    refusal = stale("2:Ab3dE6gH9j:quiz.answer:8f3a:2")
    assert (refusal.next_call, "same thing" in refusal.text) == (Call(path="today"), False)


# payloads: what goes in comes out, it fits, and nothing foreign can hurt

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
def test_what_no_version_wrote_is_no_payload_and_refused_in_words(text: str) -> None:
    assert take_apart(text) is None
    assert "can't read that button" in stale(text).text


def test_what_is_longer_than_any_button_is_refused_and_not_cut() -> None:
    longest = f"1:{GROUP}:quiz:" + "a" * (100 - len(f"1:{GROUP}:quiz:"))
    assert take_apart(longest) is not None
    assert take_apart(longest + "b") is None
