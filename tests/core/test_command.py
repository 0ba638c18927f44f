"""Limits of every platform, checked where a command is declared."""

from typing import Any, Literal

import pytest
from pydantic import Field

from bot.core.command import Args, command, press
from bot.core.errors import DeclarationError
from bot.core.reply import Reply
from tests.core.declared import declare, handler

MANY = {f"a{n}": "x" for n in range(26)}


@pytest.mark.parametrize(
    ("how", "path", "fields", "words"),
    [
        *((command("About"), path, {}, "isn't a word that") for path in ("Quiz", "quiz.", "q" * 33, "1quiz")),
        (command("About"), "mock.hours.change", {}, "a group and a word"),
        (command("About"), "admin.pairing.run.now", {}, "a group and a word"),
        (command(""), "quiz", {}, "0 characters"),
        (command("x" * 51), "quiz", {}, "51 characters"),
        (command("About"), "quiz", {"topic": "x" * 51}, "topic: a description"),
        (command("About"), "quiz", {"Topic": "What"}, "'Topic' isn't a name"),
        (command("About"), "quiz", MANY, "more than 25 arguments"),
        (command("About", form=("color",)), "quiz", {"topic": "What"}, "'color', which isn't an argument"),
        (command("About", form=tuple(MANY)[:16]), "quiz", MANY, "at most 15 fields"),
        (press(form=("topic",)), "quiz.more", {"topic": "What"}, "needs a title"),
        (command("About", form=("topic",), title="x" * 25), "quiz", {"topic": "What"}, "at most 24 char"),
    ],
)
def test_what_some_platform_cannot_show_is_refused_where_it_is_declared(
    how: Any, path: str, fields: dict[str, str], words: str
) -> None:
    with pytest.raises(DeclarationError, match=words):
        declare(how, path, **fields)


def test_a_handler_names_its_arguments_and_they_name_their_path() -> None:
    class Nowhere(Args):
        pass

    async def bare(ctx: Any, args: Any) -> Reply:
        raise AssertionError("never run")

    for run in (bare, handler(Nowhere)):
        with pytest.raises(DeclarationError, match="annotate `args`"):
            command("About")(run)


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


def test_all_that_is_wrong_is_said_at_once_after_the_path() -> None:
    with pytest.raises(DeclarationError, match=r"^Quiz: [^;]+;[^;]+;[^;]+$"):
        declare(command(""), "Quiz", topic="")
