"""The README says of the commands what their declarations say, and shows what the program prints."""

import pytest

from bot.app import registry
from bot.core.shapes import table
from tests.readme import COMMANDS, README, TRANSCRIPT, refreshed, shown, transcript

BEGIN, END = "<!-- commands -->", "<!-- /commands -->"


def test_the_table_of_commands_is_that_of_the_declarations() -> None:
    said = shown(README.read_text("utf-8"), COMMANDS)
    assert said == table(registry()), "the README's table of commands is old; run: python -m tests.readme"


def test_the_first_minute_is_what_the_story_prints() -> None:
    said = shown(README.read_text("utf-8"), TRANSCRIPT)
    assert said == transcript(), "the README's transcript is old; run: python -m tests.readme"


@pytest.mark.parametrize(
    "text", ["", f"# T\n{BEGIN}\n", f"{END}\n{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"]
)
def test_a_readme_without_its_two_markers_is_told_how_to_mend_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"python -m tests\.readme"):
        shown(text, COMMANDS)


def test_only_what_stands_between_the_markers_is_written_anew() -> None:
    new = refreshed(f"# Title\n\n{BEGIN}\nold\n{END}\n\nMore.\n", COMMANDS, "| new |")
    assert new == f"# Title\n\n{BEGIN}\n| new |\n{END}\n\nMore.\n"
    assert refreshed(new, COMMANDS, shown(new, COMMANDS)) == new
