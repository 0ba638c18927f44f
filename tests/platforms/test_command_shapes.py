"""What Discord and Slack are told of the commands, held against their published limits, counted here anew."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from bot.app import registry
from bot.core.args import Args
from bot.core.command import ORGANISER, command, message, press
from bot.core.kinds import Rest, Suggest, Upload
from bot.core.registry import ROOTS, Registry, size
from bot.core.values import Private
from bot.platforms.discord.tree import discord_commands
from bot.platforms.slack.manifest import slack_commands
from tests.core.declared import declare, handler
from tests.document_parts import table

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


def characters(shape: dict[str, Any]) -> int:
    """Names, descriptions, and names and values of choices, as Discord counts them."""
    choices = shape.get("choices", ())
    return (
        len(shape["name"])
        + len(shape["description"])
        + sum(len(c["name"]) + len(c["value"]) for c in choices)
        + sum(characters(option) for option in shape.get("options", ()))
    )


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
    prep, admin = discord_commands(SMALL, "prep")
    assert (prep["name"], admin["name"]) == ("prep", "prep-admin")
    assert [(o["type"], o["name"]) for o in prep["options"]] == [(1, "bullet"), (2, "mock"), (1, "quiz")]
    assert list(leaves(prep)) == ["bullet", "mock hours", "mock join", "quiz"]
    assert list(leaves(admin)) == ["setup"]


def test_presses_and_messages_stand_in_no_tree() -> None:
    shown = repr(discord_commands(SMALL, "prep"))
    assert "answer" not in shown
    assert "reminder" not in shown


def test_options_have_their_types_ranges_choices_and_suggestions() -> None:
    topic, count, mode = leaves(discord_commands(SMALL, "prep")[0])["quiz"]["options"]
    assert topic == {
        "type": 3,
        "name": "topic",
        "description": "What to drill",
        "required": False,
        "max_length": 30,
        "autocomplete": True,
    }
    assert count == {
        "type": 4,
        "name": "count",
        "description": "How many questions",
        "required": False,
        "min_value": 1,
        "max_value": 10,
    }
    assert mode == {
        "type": 3,
        "name": "mode",
        "description": "Which ones",
        "required": False,
        "choices": [{"name": "review", "value": "review"}, {"name": "new", "value": "new"}],
    }


def test_a_file_is_an_attachment_and_a_decimal_is_text_so_that_a_comma_can_be_typed() -> None:
    text, file, worth = leaves(discord_commands(SMALL, "prep")[0])["bullet"]["options"]
    assert [text["type"], file["type"], worth["type"]] == [3, 11, 3]
    assert text["max_length"] == 4_000
    assert "max_length" not in file


def test_no_option_is_required_so_that_the_form_can_ask_for_it() -> None:
    options = [
        o
        for root in discord_commands(REAL, "prep")
        for leaf in leaves(root).values()
        for o in leaf["options"]
    ]
    assert options
    assert not any(option["required"] for option in options)


def test_the_organisers_root_needs_manage_server_and_both_work_in_the_bots_dm() -> None:
    prep, admin = discord_commands(SMALL, "prep")
    assert int(admin["default_member_permissions"]) == 1 << 5
    assert "default_member_permissions" not in prep
    assert prep["contexts"] == admin["contexts"] == [0, 1]


def test_a_root_without_commands_is_left_out() -> None:
    assert [c["name"] for c in discord_commands(Registry([QUIZ]), "prep")] == ["prep"]
    assert [c["command"] for c in slack_commands(Registry([QUIZ]), "prep")] == ["/prep"]


@pytest.mark.parametrize("word", ["prep", LONGEST_WORD])
def test_every_name_and_description_is_one_that_discord_accepts(word: str) -> None:
    for root in discord_commands(REAL, word):
        for shape in inside(root):
            assert NAME.fullmatch(shape["name"]), shape["name"]
            assert 1 <= len(shape["description"]) <= 100, shape["name"]


def test_no_list_of_discord_has_more_than_twenty_five_entries_or_the_same_name_twice() -> None:
    for root in discord_commands(REAL, "prep"):
        for shape in inside(root):
            for entries in (shape.get("options", []), shape.get("choices", [])):
                names = [entry["name"] for entry in entries]
                assert len(names) <= 25, shape["name"]
                assert len(names) == len(set(names)), shape["name"]


def test_choices_and_autocomplete_exclude_each_other_and_ranges_are_ranges() -> None:
    for root in discord_commands(REAL, "prep"):
        for shape in inside(root):
            assert not ("choices" in shape and shape.get("autocomplete")), shape["name"]
            assert 1 <= shape.get("max_length", 1) <= 6_000
            assert shape.get("min_value", 0) <= shape.get("max_value", 2**53)
            assert all(1 <= len(c["name"]) <= 100 for c in shape.get("choices", ()))


@pytest.mark.parametrize("word", ["prep", LONGEST_WORD])
def test_no_root_has_more_than_eight_thousand_characters(word: str) -> None:
    for root in discord_commands(REAL, word):
        assert characters(root) <= 8_000, root["name"]


def test_the_registry_counts_what_discord_counts_but_for_the_roots_own_name_and_description() -> None:
    for root, shape in zip(ROOTS, discord_commands(REAL, "prep"), strict=True):
        assert characters(shape) == size(REAL.commands(root)) + len(shape["name"]) + len(ROOTS[root])


def test_every_command_stands_in_the_tree_once() -> None:
    shown = [words for root in discord_commands(REAL, "prep") for words in leaves(root)]
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
    each = len(f"{'g' * 30} a{'w' * 24}")
    assert each == 56
    assert len(hint) == 17 * 56 + 16 * len(" | ") == 1_000
    assert hint.endswith("q" + "w" * 24)


def test_the_readmes_table_has_a_row_for_each_command_and_no_open_bar() -> None:
    assert table(SMALL).splitlines() == [
        "| command | arguments | what it does |",
        "|---|---|---|",
        "| `/prep bullet` | `file=...` `worth=0.5` `[text]` | Critique a bullet |",
        "| `/prep mock hours` | - | When you can |",
        "| `/prep mock join` | - | Join the pairing |",
        "| `/prep quiz` | `topic=...` `count=5` `mode=review\\|new` | Drill what is due |",
        "| `/prep-admin setup` | `channel=...` | Set up |",
    ]
