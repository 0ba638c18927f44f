"""Long texts fit into lines and pages, and no word of them is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import LINE_LENGTH, shorten, wrap_lines, wrap_within
from handlers.critique.model import Passage, paginate

TEXTS = st.text(max_size=900)
BLOCKS = st.lists(st.lists(st.just("line"), min_size=1, max_size=13), min_size=1, max_size=12)


def test_a_short_text_stays_and_a_long_one_is_cut_between_words() -> None:
    assert shorten("one  two\nthree") == "one two three"
    assert shorten("alpha beta gamma", 12) == "alpha beta…"
    assert shorten("alphabetagamma", 6) == "alpha…"


@given(TEXTS, st.integers(2, 200))
def test_what_is_cut_is_never_longer_than_asked_and_begins_as_the_text(text: str, longest: int) -> None:
    short, whole = shorten(text, longest), " ".join(text.split())
    assert len(short) <= longest
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


@given(TEXTS)
def test_wrapping_loses_nothing_but_spaces(text: str) -> None:
    lines = wrap_lines(text)
    assert all(0 < len(line) <= LINE_LENGTH for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS, st.integers(1, 4))
def test_a_fitted_text_has_as_many_lines_as_there_is_room(text: str, most: int) -> None:
    lines = wrap_within(text, most)
    assert len(lines) <= most
    assert all(len(line) <= LINE_LENGTH for line in lines)


@given(BLOCKS, st.integers(1, 6))
def test_every_line_is_on_one_page_in_its_order_and_no_page_is_too_long(
    blocks: list[list[str]], room: int
) -> None:
    numbered = [
        Passage(str(at), tuple(f"{at}/{n}" for n in range(len(lines)))) for at, lines in enumerate(blocks)
    ]
    found = paginate(numbered, room)
    assert [text for page in found for block in page for text in block.lines] == [
        text for block in numbered for text in block.lines
    ]
    assert all(0 < sum(len(block.lines) for block in page) <= room for page in found)


def test_what_fits_on_a_page_is_not_divided() -> None:
    found = paginate([Passage("a", ("1", "2", "3")), Passage("b", ("4", "5", "6"))], 5)
    assert [[block.rule for block in page] for page in found] == [["a"], ["b"]]
