"""Bars: their lengths are their values, each has its label and its shape, and nothing meets."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import draw
from bot.core.card import COLOURS, Chart, Point
from bot.draw.sheet import Sheet

Rectangle = tuple[float, float, float, float]

RESULT = Chart(
    kind="bars",
    title="Exam, by family",
    x="Right (%)",
    y="",
    points=tuple(
        Point(x=x, y=0, label=name, style=at)
        for at, (x, name) in enumerate(
            [(75, "efficiency: 3 of 4"), (50, "cost: 1 of 2"), (0, "loop: 0 of 1")]
        )
    ),
)


def boxes(sheet: Sheet, *begins: str) -> dict[str, Rectangle]:
    """Where what is laid out stands, by name: left, bottom, right, top."""
    found = {mark.name: mark.box for mark in sheet.marks if mark.name.startswith(begins)}
    return {name: (b.left, b.bottom, b.right, b.top) for name, b in found.items()}


def ends(sheet: Sheet) -> list[tuple[float, float]]:
    """Where each bar's zero and its end are, in pixels: the end is the middle of its shape."""
    bars, points = boxes(sheet, "bar:"), boxes(sheet, "point:")
    found = []
    for number in range(len(bars)):
        left, _, right, _ = bars[f"bar:{number}"]
        begin, _, finish, _ = points[f"point:{number}"]
        end = (begin + finish) / 2
        found.append((left if abs(right - end) < 0.01 else right, end))
    return found


def bars(*values: float) -> Chart:
    points = tuple(Point(x=v, y=0, label=f"bar {n}", style=n % 5) for n, v in enumerate(values))
    return RESULT.model_copy(update={"points": points})


def test_the_length_of_a_bar_is_its_value_and_all_begin_at_zero() -> None:
    (start, three), (other, one), _ = ends(draw.layout(bars(30, 10, 20)))
    assert start == other
    assert (three - start) / (one - start) == pytest.approx(3)


def test_a_bar_below_zero_goes_the_other_way() -> None:
    (zero, up), (same, down) = ends(draw.layout(bars(10, -10)))
    assert zero == same
    assert up - zero == pytest.approx(zero - down)


def test_the_first_bar_stands_on_top_and_each_label_above_its_own() -> None:
    sheet = draw.layout(RESULT)
    labels, points = boxes(sheet, "label:"), boxes(sheet, "point:")
    tops = [points[f"point:{n}"][3] for n in range(3)]
    assert tops == sorted(tops, reverse=True)
    for n in range(3):
        assert labels[f"label:{n}"][1] >= points[f"point:{n}"][1]
        assert n == 0 or labels[f"label:{n}"][3] <= points[f"point:{n - 1}"][1]


def test_each_colour_comes_with_a_shape_and_its_words() -> None:
    marks = draw.layout(bars(1, 2, 3, 4, 5)).marks
    points = [mark for mark in marks if mark.name.startswith("point:")]
    assert [mark.color for mark in points] == list(COLOURS)
    assert len({mark.shape for mark in points}) == 5
    words = {mark.name: mark.words for mark in marks}
    assert [words[f"label:{n}"] for n in range(5)] == [f"bar {n}" for n in range(5)]
    assert "0" in [text for name, text in words.items() if name.startswith("tick-x")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.text(max_size=80), st.integers(0, 4)), min_size=1, max_size=8)
)
def test_no_two_words_meet_and_all_stay_inside_whatever_they_are(rows: list[tuple[float, str, int]]) -> None:
    points = tuple(Point(x=x, y=0, label=label, style=style) for x, label, style in rows)
    sheet = draw.layout(RESULT.model_copy(update={"points": points}))
    found = [b for b in boxes(sheet, "label:", "tick", "title", "name").values() if b[2] > b[0]]
    for a, b in combinations(found, 2):
        assert min(a[2], b[2]) - max(a[0], b[0]) <= 0.01 or min(a[3], b[3]) - max(a[1], b[1]) <= 0.01
    assert all(left >= 0 and right <= 800 and low >= 0 and top <= 600 for left, low, right, top in found)


def test_nine_bars_or_a_value_that_is_none_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="holds 8 bars"):
        draw.png(bars(*range(9)))
    with pytest.raises(ValueError, match="no number"):
        draw.png(bars(float("nan")))


def test_no_bars_at_all_are_an_empty_frame() -> None:
    assert draw.png(bars())[:4] == b"\x89PNG"
