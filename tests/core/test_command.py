"""Limits of every platform, checked where a command is declared."""

import sys
from typing import Any, Literal

import pytest
from pydantic import Field

from bot.core.args import Args
from bot.core.command import ABOUT, MEMBER, ORGANISER, command, message, press, work
from bot.core.errors import DeclarationError
from bot.core.reply import Reply
from tests.core.declared import args_of, declare, handler


def refused(path: str, about: str = "About it", **fields: str) -> str:
    with pytest.raises(DeclarationError) as error:
        declare(command(about), path, **fields)
    return str(error.value)


def test_a_declaration_is_plain_data_and_registers_nothing() -> None:
    before = set(sys.modules)
    one = declare(command("Drill", access=ORGANISER, visible="channel", heavy=True), "admin.quiz.new")
    assert (one.path, one.root, one.words) == ("admin.quiz.new", "admin", ("quiz", "new"))
    assert (one.kind, one.access, one.visible, one.heavy) == ("command", ORGANISER, "channel", True)
    assert set(sys.modules) == before


def test_what_people_may_not_call_has_a_kind_of_its_own() -> None:
    kinds = [declare(how, "a.b").kind for how in (press(), message(urgent=True), work(drains=True))]
    assert kinds == ["press", "message", "work"]
    assert declare(message(urgent=True), "a.b").urgent
    assert declare(work(drains=True), "a.b").drains
    assert (declare(work(lapses=True), "a.b").lapses, declare(work(), "a.b").lapses) == (True, False)
    assert declare(press(exempt=True), "a.b").exempt


def test_members_alone_may_call_what_does_not_say_otherwise() -> None:
    assert declare(command("Drill"), "quiz").access is MEMBER
    assert declare(press(), "quiz.next").access is MEMBER


def test_a_handler_names_its_arguments_and_they_name_their_path() -> None:
    class Nowhere(Args):
        pass

    async def bare(ctx: Any, args: Any) -> Reply:
        raise AssertionError("never run")

    for run in (bare, handler(Nowhere)):
        with pytest.raises(DeclarationError, match="annotate `args`"):
            command("About")(run)


@pytest.mark.parametrize("path", ["Quiz", "quiz.", "über", "qu iz", "q" * 33, "1quiz", "quiz._x", "-quiz"])
def test_words_are_those_that_platforms_accept(path: str) -> None:
    assert "is not a word that platforms accept" in refused(path)


def test_a_command_has_one_level_of_groups_also_under_the_organisers_root() -> None:
    assert "a group and a word" in refused("mock.hours.change")
    assert "a group and a word" in refused("admin.pairing.run.now")
    assert declare(press(), "mock.hours.change").kind == "press"


def test_a_description_has_one_to_fifty_characters() -> None:
    assert ABOUT == 50
    assert "0 characters" in refused("quiz", "")
    assert "51 characters" in refused("quiz", "x" * 51)
    assert declare(command("x" * 50), "quiz").about == "x" * 50


def test_an_arguments_description_has_one_to_fifty_characters() -> None:
    assert "topic: a description" in refused("quiz", topic="")
    assert "topic: a description" in refused("quiz", topic="x" * 51)
    assert declare(press(), "quiz.answer", topic="").parameters[0].about == ""


def test_names_of_arguments_are_those_that_platforms_accept() -> None:
    assert "'Topic' is not a name" in refused("quiz", Topic="What")


def test_a_command_has_at_most_twenty_five_arguments() -> None:
    assert "more than 25 arguments" in refused("quiz", **{f"a{n}": "x" for n in range(26)})
    assert len(declare(command("About"), "quiz", **{f"a{n}": "x" for n in range(25)}).parameters) == 25


def test_an_argument_has_at_most_twenty_five_choices_of_seventy_five_characters() -> None:
    class Many(Args, path="many"):
        one: Literal[  # type: ignore[valid-type]  # made of a list, which only pydantic reads
            tuple(str(n) for n in range(26))
        ] = Field("0", description="One of many")

    class Long(Args, path="long"):
        one: Literal["y", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] = (
            Field("y", description="One that is long")
        )

    for of in (Many, Long):
        with pytest.raises(DeclarationError, match="25 choices of 75"):
            command("About")(handler(of))


def test_a_form_asks_only_for_arguments_and_for_at_most_fifteen() -> None:
    with pytest.raises(DeclarationError, match="'colour', which is no argument"):
        declare(command("About", form=("colour",)), "quiz", topic="What")
    many = {f"a{n}": "x" for n in range(16)}
    with pytest.raises(DeclarationError, match="at most 15 fields"):
        declare(command("About", form=tuple(many)), "quiz", **many)


def test_a_form_has_a_title_that_every_platform_shows_whole() -> None:
    with pytest.raises(DeclarationError, match="needs a title"):
        declare(press(form=("topic",)), "quiz.more", topic="What")
    with pytest.raises(DeclarationError, match="at most 24 characters"):
        declare(command("About", form=("topic",), title="x" * 25), "quiz", topic="What")
    assert declare(command("About it", form=("topic",)), "quiz", topic="What").title == "About it"


def test_a_form_opens_when_something_is_missing_unless_it_says_otherwise() -> None:
    assert declare(command("About", form=("topic",)), "quiz", topic="What").opens == "missing"
    assert declare(command("About", form=("topic",), opens="bare"), "quiz", topic="What").opens == "bare"
    assert declare(command("About"), "quiz").opens is None


def test_all_that_is_wrong_is_said_at_once_after_the_path() -> None:
    text = refused("Quiz", "", topic="")
    assert text.startswith("Quiz: ")
    assert text.count(";") == 2


def test_an_argument_is_found_by_its_name() -> None:
    one = command("About")(handler(args_of("quiz", topic="What")))
    assert one.parameter("topic") is one.parameters[0]
    assert one.parameter("colour") is None
