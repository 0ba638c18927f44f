"""What plain words want, on lines that nothing was trained on."""

from pathlib import Path

import pytest

from bot.rules.intents import FILE, INTENTS, load_intents
from bot.rules.model.weights import WeightsError, read_file, unpack
from content.finder import load
from tests.rules.intents import NEWER, PAGE, measure, page_of


def test_nine_lines_in_ten_by_other_hands_are_read_right_and_the_page_says_so() -> None:
    found = measure()
    assert found.right >= 0.9 * found.lines
    assert found.sure_right >= 0.9 * found.sure
    assert PAGE.read_text("utf-8") == page_of(found, measure(NEWER))


def test_nine_lines_in_ten_about_feedback_careers_and_short_days_are_read_right_and_none_was_taught() -> None:
    found = measure(NEWER)
    assert found.right >= 0.9 * found.lines
    assert found.sure_right >= 0.9 * found.sure
    assert found.new == found.lines


@pytest.mark.parametrize(
    "text", ["", " ", "?", "\n\n", "a" * 20_000, "\ud83d", "😀" * 500, "0" * 5_000, "- \n" * 900]
)
def test_any_text_has_an_intent(text: str) -> None:
    assert load_intents(load().root).read(text).intent in INTENTS


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    data = read_file(FILE)
    with pytest.raises(WeightsError, match=r"make model"):
        unpack(data[:-3], "intents.bin")
