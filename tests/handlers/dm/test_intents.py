"""What plain words want, on lines that nothing was trained on."""

from pathlib import Path

import pytest

from bot.rules.model.weights import WeightsError, read_file, unpack
from content.finder import load
from handlers.dm.intents import FILE, INTENTS, load_intents
from tests.handlers.dm.intents import NEWER, PAGE, TEST, measure, page_of


@pytest.mark.parametrize("path", [TEST, NEWER])
def test_nine_lines_in_ten_that_were_never_taught_are_read_right(path: Path) -> None:
    found = measure(path)
    assert found.right >= 0.9 * found.lines
    assert found.sure_right >= 0.9 * found.sure


def test_the_page_says_so_and_the_newer_lines_are_all_new() -> None:
    newer = measure(NEWER)
    assert newer.new == newer.lines
    assert PAGE.read_text("utf-8") == page_of(measure(), newer)


@pytest.mark.parametrize(
    "text", ["", " ", "?", "\n\n", "a" * 20_000, "\ud83d", "😀" * 500, "0" * 5_000, "- \n" * 900]
)
def test_any_text_has_an_intent(text: str) -> None:
    assert load_intents(load().root).read(text).intent in INTENTS


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    data = read_file(FILE)
    with pytest.raises(WeightsError, match=r"make model"):
        unpack(data[:-3], "intents.bin")
