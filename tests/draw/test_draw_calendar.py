"""A calendar: a cell a day, words in each that was practiced, and nothing meets."""

from itertools import combinations

import pytest

from bot import draw
from bot.core.card import Chart, Point

WORDS = ("quiz", "question", "trade-off", "bullet", "story", "mock")


def calendar(days: int = 14) -> Chart:
    """Two weeks in which each day has one kind of practice more than the day before."""
    labels = [
        f"Mon {day + 1}" + (f": {', '.join(WORDS[: day % 7])}" if day % 7 else "") for day in range(days)
    ]
    points = (Point(x=n % 7, y=n // 7, label=label, style=3) for n, label in enumerate(labels))
    return Chart(kind="calendar", title="Two weeks of practice", x="", y="", points=tuple(points))


def test_each_day_is_written_with_what_was_practiced_on_it() -> None:
    marks = draw.layout(calendar()).marks
    assert [m.words for m in marks if m.name.startswith("date:")] == [f"Mon\n{n}" for n in range(1, 15)]
    assert [m.words for m in marks if m.name.startswith("label:4.")] == list(WORDS[:4])


def test_a_day_without_practice_is_told_from_others_without_color() -> None:
    names = {m.name for m in draw.layout(calendar()).marks}
    assert "point:0" not in names and "point:7" not in names
    assert {"point:1", "point:13"} <= names


def test_no_words_and_no_shapes_of_a_calendar_meet() -> None:
    drawn = [m for m in draw.layout(calendar()).marks if not m.name.startswith("cell:")]
    assert not [(a.name, b.name) for a, b in combinations(drawn, 2) if a.box.meets(b.box)]


def test_a_calendar_holds_two_weeks_at_most() -> None:
    with pytest.raises(ValueError, match="14 days"):
        draw.layout(calendar(15))
