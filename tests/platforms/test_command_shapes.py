"""What Discord and Slack are told of the commands, held against their published limits, counted here anew."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from bot.app import registry
from bot.core.command import ORGANISER, Args, command, message, press
from bot.core.kinds import Rest, Suggest, Upload
from bot.core.registry import ROOTS, Registry, size
from bot.core.values import Private
from bot.platforms.discord.manifest import tree
from bot.platforms.slack.manifest import slack_commands
from tests.core.declared import declare, handler
from tests.document_parts import table
from tests.platforms.discord.rules import characters, command_problems

NAME = re.compile(r"[-_a-z0-9]{1,32}")
"""What is both lower case and within Discord's pattern for names."""
REAL = registry()
LONGEST_WORD = "x" * 25


async def topics(ctx: Any, typed: str) -> list[str]:
    return []


class Quiz(Args, path="quiz"):
    topic: Annotated[str | None, Suggest(topics)] = Field(None, max_length=30, description="What to drill")
    count: int = Field(5, ge=1, le=10, description="How many questions")
    mode: Literal["review", "new"] | None = Field(None, description="Which ones")


class Review(Args, path="bullet"):
    text: Annotated[Private[str], Rest()] = Field(description="Your bullet")
    file: Upload | None = Field(None, description="A file")
    worth: Decimal = Field(Decimal("0.5"), description="What it is worth")


QUIZ = command("Drill what is due")(handler(Quiz))
SMALL = Registry(
    [
        QUIZ,
        command("Critique a bullet")(handler(Review)),
        declare(command("When you can"), "mock.hours"),
        declare(command("Join the pairing"), "mock.join"),
        declare(command("Set up", access=ORGANISER), "admin.setup", channel="Where I post"),
        declare(press(), "quiz.answer", option=""),
        declare(message(), "checklist.reminder"),
    ]
)


def inside(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A command, and all subcommands, groups and options in it."""
    yield shape
    for option in shape.get("options", ()):
        yield from inside(option)


def leaves(root: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Words after the root -> the subcommand."""
    found = {}
    for shape in root["options"]:
        if shape["type"] == 1:
            found[shape["name"]] = shape
        else:
            found |= {f"{shape['name']} {leaf['name']}": leaf for leaf in shape["options"]}
    return found


def test_each_root_is_one_command_with_words_and_groups_of_words() -> None:
    prep, admin, _ = tree(SMALL, "prep")
    assert (prep["name"], admin["name"]) == ("prep", "prep-admin")
    assert [(o["type"], o["name"]) for o in prep["options"]] == [(1, "bullet"), (2, "mock"), (1, "quiz")]
    assert list(leaves(prep)) == ["bullet", "mock hours", "mock join", "quiz"]
    assert list(leaves(admin)) == ["setup"]  # presses and messages stand in no tree
    # the organisers' root needs Manage Server, and both work in the bot's DM
    assert int(admin["default_member_permissions"]) == 1 << 5
    assert "default_member_permissions" not in prep
    assert prep["contexts"] == admin["contexts"] == [0, 1]
    # a root without commands is left out
    assert [c["name"] for c in tree(Registry([QUIZ]), "prep")[:-1]] == ["prep"]
    assert [c["command"] for c in slack_commands(Registry([QUIZ]), "prep")] == ["/prep"]


def test_options_have_their_types_ranges_choices_and_suggestions() -> None:
    shown = leaves(tree(SMALL, "prep")[0])
    about = {"name": "topic", "description": "What to drill", "required": False}
    topic, count, mode = shown["quiz"]["options"]
    assert topic == about | {"type": 3, "max_length": 30, "autocomplete": True}
    about = {"name": "count", "description": "How many questions", "required": False}
    assert count == about | {"type": 4, "min_value": 1, "max_value": 10}
    choices = [{"name": "review", "value": "review"}, {"name": "new", "value": "new"}]
    assert (mode["type"], mode["choices"]) == (3, choices)
    # a file is an attachment, and a decimal is text, so that a comma can be typed
    text, file, worth = shown["bullet"]["options"]
    assert [text["type"], file["type"], worth["type"]] == [3, 11, 3]
    assert (text["max_length"], "max_length" in file) == (4_000, False)


@pytest.mark.parametrize("word", ["prep", LONGEST_WORD])
def test_all_that_discord_is_told_is_within_its_limits(word: str) -> None:
    assert list(command_problems(tree(REAL, word))) == []
    for root, shape in zip(ROOTS, tree(REAL, word)[:-1], strict=True):
        # what the registry counts, but for the root's own name and description
        assert characters(shape) == size(REAL.commands(root)) + len(shape["name"]) + len(ROOTS[root])
        for one in inside(shape):
            assert NAME.fullmatch(one["name"]), one["name"]
            assert 1 <= len(one["description"]) <= 100, one["name"]
            for entries in (one.get("options", []), one.get("choices", [])):
                names = [entry["name"] for entry in entries]
                assert len(names) == len(set(names)) <= 25, one["name"]
            assert not ("choices" in one and one.get("autocomplete")), one["name"]
            assert 1 <= one.get("max_length", 1) <= 6_000
            assert one.get("min_value", 0) <= one.get("max_value", 2**53)
            assert all(1 <= len(c["name"]) <= 100 for c in one.get("choices", ()))
            assert not one.get("required"), one["name"]  # so that the form can ask for it


def test_every_command_stands_in_the_tree_once() -> None:
    shown = [words for root in tree(REAL, "prep")[:-1] for words in leaves(root)]
    assert sorted(shown) == sorted(" ".join(c.words) for c in REAL if c.kind == "command")


@pytest.mark.parametrize("word", ["prep", LONGEST_WORD])
def test_slack_gets_two_commands_within_its_limits(word: str) -> None:
    prep, admin = slack_commands(REAL, word)
    assert (prep["command"], admin["command"]) == (f"/{word}", f"/{word}-admin")
    for shape in (prep, admin):
        assert len(shape["command"]) <= 32
        assert 1 <= len(shape["description"]) <= 140
        assert 1 <= len(shape["usage_hint"]) <= 1_000
        assert shape["should_escape"] is False


def test_the_hint_lists_the_words_and_is_cut_between_two_of_them() -> None:
    assert slack_commands(SMALL, "prep")[0]["usage_hint"] == "bullet | mock hours | mock join | quiz"
    long = Registry(declare(command("About"), f"{'g' * 30}.{chr(97 + n)}{'w' * 24}") for n in range(25))
    hint = slack_commands(long, "prep")[0]["usage_hint"]
    assert len(hint) == 17 * 56 + 16 * len(" | ") == 1_000
    assert hint.endswith("q" + "w" * 24)


def test_the_readmes_table_has_a_row_for_each_command_and_no_open_bar() -> None:
    assert table("prep", SMALL).splitlines() == [
        "| command | arguments | what it does |",
        "|---|---|---|",
        "| `/prep bullet` | `file=...` `worth=0.5` `[text]` | Critique a bullet |",
        "| `/prep mock hours` | - | When you can |",
        "| `/prep mock join` | - | Join the pairing |",
        "| `/prep quiz` | `topic=...` `count=5` `mode=review\\|new` | Drill what is due |",
    ]
    assert table("admin", SMALL).splitlines()[2:] == ["| `/prep-admin setup` | `channel=...` | Set up |"]
