"""Pictures: what is drawn stays apart, stays inside, and is text and nothing else."""

import io
import os
from contextlib import closing
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from resvg_py import svg_to_bytes

from bot import draw
from bot.core.card import Chart, Point, Slope
from bot.draw.sheet import COLORS, FONT, GAP, Sheet, extent
from bot.work import Worker
from tests.onstage.telling import FULL

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in pixels."""

OPTIONS = Chart(
    title="What each option gains, against today's model",
    x="Slower by (ms)",
    y="Accuracy gained (points)",
    points=(
        Point(x=0, y=0, label="today"),
        Point(x=15, y=0.6, label="distilled", style=1),
        Point(x=40, y=1.9, label="large", style=2),
        Point(x=41, y=1.8, label="large, int8", style=3),
        Point(x=-6, y=-0.4, label="pruned", style=4),
    ),
    limits=((30, "limit 30 ms"),),
)


def rectangles(sheet: Sheet, *begins: str) -> dict[str, Rectangle]:
    """Where what is laid out stands, by name."""
    boxes = {mark.name: mark.box for mark in sheet.marks if mark.name.startswith(begins)}
    return {name: (b.left, b.bottom, b.right, b.top) for name, b in boxes.items()}


def overlap(a: Rectangle, b: Rectangle) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.01 and min(a[3], b[3]) - max(a[1], b[1]) > 0.01


def words_of(sheet: Sheet) -> dict[str, str]:
    return {mark.name: mark.words for mark in sheet.marks if mark.words}


def with_points(*points: Point) -> Chart:
    return OPTIONS.model_copy(update={"points": points, "limits": ()})


async def test_a_picture_is_800_by_600_on_white_and_the_worker_draws_the_same_bytes_without_a_date() -> None:
    data = draw.png(OPTIONS)
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.size == (800, 600)
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert len(data) < 200_000
    assert not [mark for mark in (b"tIME", b"tEXt") if mark in data]
    with closing(Worker()) as worker:
        assert await worker.pictures(draw.png, Chart.model_validate(OPTIONS.model_dump())) == data


@pytest.mark.parametrize("kind", ["scatter", "bars"])
def test_everything_has_its_name_on_the_picture_and_each_color_a_shape(kind: Any) -> None:
    sheet = draw.layout(OPTIONS.model_copy(update={"kind": kind}))
    words = words_of(sheet)
    assert words["title"] == OPTIONS.title
    assert words["name-x"] == "Slower by (ms)"
    assert kind == "bars" or words["name-y"] == "Accuracy gained (points)"
    assert [words[f"label:{n}"] for n in range(5)] == [p.label for p in OPTIONS.points]
    assert words["limit:0"] == "limit 30 ms"
    points = [mark for mark in sheet.marks if mark.name.startswith("point:")]
    assert [mark.color for mark in points] == list(COLORS)
    assert len({mark.shape for mark in points}) == 5


def test_a_label_stands_next_to_its_point_and_a_far_one_is_led_to_it() -> None:
    sheet = draw.layout(OPTIONS)
    labels, points = rectangles(sheet, "label:"), rectangles(sheet, "point:")
    leads = rectangles(sheet, "lead:")
    for number in range(5):
        own, other = labels[f"label:{number}"], points[f"point:{number}"]
        across = max(other[0] - own[2], own[0] - other[2], 0)
        up = max(other[1] - own[3], own[1] - other[3], 0)
        assert max(across, up) < 25 or f"lead:{number}" in leads


def middle(box: Rectangle) -> float:
    return (box[0] + box[2]) / 2


def test_values_limits_and_ticks_stand_in_proportion() -> None:
    chart = with_points(*(Point(x=x, y=x, label=str(x)) for x in (0, 10, 40)))
    sheet = draw.layout(chart.model_copy(update={"limits": ((40, "limit"),)}))
    boxes = rectangles(sheet, "")
    x = [middle(boxes[f"point:{n}"]) for n in range(3)]
    assert (x[2] - x[0]) / (x[1] - x[0]) == pytest.approx(4, rel=0.01)
    assert middle(boxes["limit-line:0"]) == pytest.approx(x[2], abs=0.5)
    tick = next(
        name for name, words in words_of(sheet).items() if name.startswith("tick-x") and words == "40"
    )
    assert middle(boxes[tick]) == pytest.approx(x[2], abs=1)


def test_marks_of_mathematics_and_markup_are_letters_and_what_cannot_be_drawn_is_a_box() -> None:
    labels = (r"$x_1^2$ \frac{a}", "模 a\nb\u202e\x07c", "word " * 50)
    chart = with_points(*(Point(x=n, y=n, label=label) for n, label in enumerate(labels)))
    chart = chart.model_copy(update={"title": r"$\badcommand{", "x": "$ms_p$"})
    words = words_of(draw.layout(chart))
    assert (words["label:0"], words["title"]) == (labels[0], r"$\badcommand{")
    assert words["label:1"] == "□ a bc"
    assert (words["label:2"][:9], words["label:2"][-1]) == ("word word", "…")
    assert len(draw.png(chart)) > 1_000


def test_equal_points_are_all_seen_the_later_as_a_rim_around_the_earlier() -> None:
    sheet = draw.layout(with_points(*(Point(x=1, y=1, label=f"{n}", style=n) for n in range(3))))
    points = [mark for mark in sheet.marks if mark.name.startswith("point:")]
    sizes, orders = [mark.box.width for mark in points], [mark.over for mark in points]
    assert sizes == sorted(set(sizes))
    assert orders == sorted(orders, reverse=True)


@pytest.mark.parametrize(
    ("kind", "most", "says"),
    [("scatter", 12, "12 points"), ("bars", 8, "8 bars"), ("calendar", 14, "14 days")],
)
def test_a_picture_that_nobody_could_read_is_refused_in_words_and_an_empty_one_is_drawn(
    kind: str, most: int, says: str
) -> None:
    def chart(*points: Point) -> Chart:
        return with_points(*points).model_copy(update={"kind": kind})

    with pytest.raises(ValueError, match=rf'{says} and 4 limits; "What each option.* has {most + 1} and 0'):
        draw.layout(chart(*(Point(x=n, y=0, label="a") for n in range(most + 1))))
    with pytest.raises(ValueError, match="a value that isn't a number"):
        draw.layout(chart(Point(x=float("nan"), y=0, label="a")))
    assert draw.png(chart())[:4] == b"\x89PNG"


VALUES = st.one_of(
    st.integers(-3, 3).map(float),
    st.floats(-100, 100),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, 1e-320, 1e9, 1e9 + 1e-6, -1e308, 1e308]),
)
WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["W" * 80, "long words " * 20, "$a$_b", "", "\u202e", "模型" * 30, "i" * 300]),
)
POINTS = st.builds(
    lambda x, y, label, style: Point(x=x, y=y, label=label, style=style),
    VALUES,
    VALUES,
    WORDS,
    st.integers(0, 4),
)


def charted(kind: Any, points: list[Point], **more: Any) -> Chart:
    """Bars have no name at their side, and are fewer."""
    more |= {"y": "", "points": tuple(points[:8])} if kind == "bars" else {"points": tuple(points)}
    return Chart(kind=kind, **more)


CHARTS = st.builds(
    charted,
    kind=st.sampled_from(["scatter", "scatter", "bars"]),
    title=WORDS,
    x=WORDS,
    y=WORDS,
    points=st.lists(POINTS, max_size=12),
    limits=st.lists(st.tuples(VALUES, WORDS), max_size=4).map(tuple),
)


def check(chart: Chart) -> None:
    sheet = draw.layout(chart)
    labels, points = rectangles(sheet, "label:"), rectangles(sheet, "point:")
    words = rectangles(sheet, "label:", "limit:", "title", "name-", "tick-")
    words = {gid: box for gid, box in words.items() if box[2] > box[0]}
    for (one, a), (other, b) in combinations(words.items(), 2):
        assert not overlap(a, b), f"{one} {a} and {other} {b} overlap"
    apart = (
        product(labels.items(), points.items()) if chart.kind == "scatter" else ()
    )  # bars' touch their own
    for (one, a), (other, b) in apart:
        assert not overlap(a, b), f"{one} {a} lies on {other} {b}"
    for gid, box in {**words, **points}.items():
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= 800 and box[3] <= 600, f"{gid} leaves: {box}"


@settings(
    max_examples=40 if os.environ.get(FULL) else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(CHARTS)
def test_no_words_ever_meet_others_or_a_point_or_leave_the_picture(chart: Chart) -> None:
    check(chart)


def test_twelve_long_labels_at_one_place_still_stand_apart() -> None:
    one = Point(x=1e9, y=5, label="a very long label of one option, W" * 3)
    full = OPTIONS.model_copy(
        update={"points": (one,) * 12, "limits": ((1e9, "one"), (1e9, "two"), (2e9, "three"))}
    )
    check(full)
    assert len(draw.png(full)) < 200_000


@pytest.mark.parametrize("size", [19.5, 26.0])
def test_words_are_drawn_where_the_layout_says(size: float) -> None:
    for words in ("Wjg|ÅÇ", "AVAVAV To Te", "ффжжщщ", "efficiency, final", "i" * 40, "a b  c"):
        sheet = Sheet()
        wide, high = extent(words, size)
        sheet.write("one", words, size, 100, 200)
        drawn = svg_to_bytes(svg_string=sheet.svg(), skip_system_fonts=True, font_files=[str(FONT)])
        ink = ImageChops.invert(Image.open(io.BytesIO(drawn)).convert("L")).getbbox()
        assert ink is not None
        left, top, right, bottom = ink
        assert left >= 99
        assert 100 + 0.85 * wide < right <= 100 + wide + 1
        assert 600 - 200 - high <= top
        assert bottom <= 400 + 1


def test_what_is_beyond_the_limit_is_hatched_on_its_side_and_nowhere_else() -> None:
    for side in ("right", "left"):
        drawn = draw.layout(OPTIONS.model_copy(update={"shaded": side}))
        (shade,) = rectangles(drawn, "shade").values()
        (limit,) = rectangles(drawn, "limit-line:").values()
        (frame,) = rectangles(drawn, "frame").values()
        at = (limit[0] + limit[2]) / 2
        begin, end = (at, frame[2]) if side == "right" else (frame[0], at)
        assert shade[0] == pytest.approx(begin, abs=3)
        assert shade[2] == pytest.approx(end, abs=3)
    assert rectangles(draw.layout(OPTIONS), "shade") == {}


def test_a_slope_runs_across_the_plot_and_never_out_of_it_and_one_that_passes_by_is_not_drawn() -> None:
    for rise in (0.04, -0.04, 0.0, 1e9, 1e-9):
        drawn = draw.layout(OPTIONS.model_copy(update={"slopes": (Slope(x=15, y=0.6, rise=rise),)}))
        ((left, bottom, right, top),) = rectangles(drawn, "slope:").values()
        (frame,) = rectangles(drawn, "frame").values()
        assert left >= frame[0] - 2
        assert right <= frame[2] + 2
        assert bottom >= frame[1] - 2
        assert top <= frame[3] + 2
    drawn = draw.layout(OPTIONS.model_copy(update={"slopes": (Slope(x=0, y=1000, rise=0),)}))
    assert rectangles(drawn, "slope:") == {}


# bars


def bars(*values: float) -> Sheet:
    points = (Point(x=v, y=0, label=f"bar {n}", style=n % 5) for n, v in enumerate(values))
    return draw.layout(Chart(kind="bars", title="Exam", x="Right (%)", y="", points=tuple(points)))


def test_the_length_of_a_bar_is_its_value_to_the_side_of_its_sign_and_the_first_is_on_top() -> None:
    sheet = bars(30, 10, -10)
    boxes, labels = rectangles(sheet, "bar:", "point:"), rectangles(sheet, "label:")
    ends = [middle(boxes[f"point:{n}"]) for n in range(3)]
    starts = [boxes[f"bar:{n}"][side] for n, side in ((0, 0), (1, 0), (2, 2))]
    assert len(set(starts)) == 1
    assert (ends[0] - starts[0]) / (ends[1] - starts[0]) == pytest.approx(3)
    assert ends[1] - starts[0] == pytest.approx(starts[0] - ends[2])
    for n in range(3):
        assert labels[f"label:{n}"][1] >= boxes[f"point:{n}"][1]
        assert n == 0 or labels[f"label:{n}"][3] <= boxes[f"point:{n - 1}"][1]


def test_an_axis_of_counts_names_whole_numbers_alone() -> None:
    def named(sheet: Sheet) -> list[str]:
        return [words for name, words in words_of(sheet).items() if name.startswith("tick-x:")]

    assert named(bars(2, 0, 0, 1)) == ["0", "1", "2"]
    assert named(bars(1, 0)) == ["0", "1"]
    assert named(bars(0.81, 0.5)) == ["0", "0.2", "0.4", "0.6", "0.8"]
    rating = Chart(title="Ratings", x="Rating", y="Level", points=(Point(x=1, y=3, label="Depth"),))
    ticks = [words for name, words in words_of(draw.layout(rating)).items() if name.startswith("tick-")]
    assert ticks == ["1", "3"]


def test_so_many_values_are_named_across_that_no_two_names_meet() -> None:
    close = with_points(*(Point(x=x, y=0, label="at") for x in (0.005373052, 0.005373064)))
    names = sorted(rectangles(draw.layout(close), "tick-x:").values())
    assert len(names) > 1
    assert all(left[2] + GAP < right[0] for left, right in pairwise(names))


# a calendar


WORDS_OF_A_DAY = ("quiz", "question", "trade-off", "bullet", "story", "mock")


def test_a_calendar_says_what_was_practiced_on_each_day_without_color_alone_and_nothing_meets() -> None:
    """Each day has one kind of practice more than the day before."""
    said = [", ".join(WORDS_OF_A_DAY[: day % 7]) for day in range(14)]
    labels = [f"Mon {day + 1}" + (f": {words}" if words else "") for day, words in enumerate(said)]
    points = (Point(x=n % 7, y=n // 7, label=label, style=3) for n, label in enumerate(labels))
    marks = draw.layout(Chart(kind="calendar", title="Two weeks", x="", y="", points=tuple(points))).marks
    assert [m.words for m in marks if m.name.startswith("date:")] == [f"Mon\n{n}" for n in range(1, 15)]
    assert [m.words for m in marks if m.name.startswith("label:4.")] == list(WORDS_OF_A_DAY[:4])
    shaped = {m.name for m in marks if m.name.startswith("point:")}
    assert shaped == {f"point:{day}" for day in range(14) if day % 7}
    drawn = [m for m in marks if not m.name.startswith("cell:")]
    assert not [(a.name, b.name) for a, b in combinations(drawn, 2) if a.box.meets(b.box)]
