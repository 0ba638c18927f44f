"""All commands by path: the limits of the whole tree, and buttons of every age."""

import pytest

from bot.core.command import Command, command, message, press, work
from bot.core.errors import DeclarationError, Refusal
from bot.core.registry import Registry, size
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


def test_a_press_that_cannot_be_upgraded_leads_to_the_list() -> None:
    refusal = stale("2:Ab3dE6gH9j:quiz.answer:8f3a:2")
    assert refusal.next_call == Call(path="today")
    assert "same thing" not in refusal.text


@pytest.mark.parametrize("path", ["gone.away", "checklist.reminder", "member.sweep", "", "??quiz", "quiz "])
def test_a_button_never_reaches_what_people_cannot_call(path: str) -> None:
    assert stale(f"1:Ab3dE6gH9j:{path}:x").next_call == Call(path="today")


def test_what_is_no_button_of_ours_is_refused_in_words() -> None:
    assert "can't read that button" in stale("hello").text
