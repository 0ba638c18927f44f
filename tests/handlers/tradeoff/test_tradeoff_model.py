"""Expected values are computed in the tests by hand, or by a second way of computing them."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.tradeoff.case import Case, Choice, Objective
from handlers.tradeoff.model import Weighed, mixture, spread, weigh

ACCURACY, LATENCY = Objective("accuracy", "points", higher=True), Objective("p99", "ms", higher=False)
COST = Objective("cost", "$", higher=False)


def case(*rows: tuple[str, ...], objectives: tuple[Objective, ...] = (ACCURACY, LATENCY)) -> Case:
    return Case(objectives, tuple(Choice(name, tuple(map(Fraction, values))) for name, *values in rows))


def weights(*of: int | str) -> dict[int, Fraction]:
    return {at: Fraction(w) for at, w in enumerate(of)}


BASE = ("base", "78", "120")
SIX = (  # accuracy in percent, p99 in ms, dollars a thousand calls
    ("A", "90.0", "20", "1.0"),
    ("B", "91.2", "28", "1.4"),
    ("C", "90.8", "30", "1.5"),
    ("D", "92.0", "55", "2.2"),
    ("E", "89.5", "12", "0.6"),
    ("F", "90.0", "25", "0.9"),
)
WITHOUT_COST = case(*(row[:3] for row in SIX))


@pytest.mark.parametrize(
    ("accuracy", "latency", "utility"),
    [
        ("78.6", "135", Fraction(6, 10) * 400 - 15 * 30),  # 240 - 450 = -210
        ("77.7", "108", Fraction(-3, 10) * 400 + 12 * 30),  # -120 + 360 = +240
        ("78.8", "136", Fraction(8, 10) * 400 - 16 * 30),  # 320 - 480 = -160
        ("77.6", "110", Fraction(-4, 10) * 400 + 10 * 30),  # -160 + 300 = +140
    ],
)
def test_utility_is_worth_of_points_gained_minus_price_of_milliseconds_added(
    accuracy: str, latency: str, utility: Fraction
) -> None:
    found = weigh(case(BASE, ("A", accuracy, latency)), weights(400, 30), {})
    assert found.utility["A"] == utility
    assert found.best == (("A",) if utility > 0 else ("base",))


def test_break_even_is_where_one_weight_alone_turns_the_choice() -> None:
    found = weigh(case(BASE, ("A", "78.6", "135")), weights(400, 30), {})
    assert found.best == ("base",)
    assert found.breaks is not None
    assert found.breaks[0].high == 750  # 15 ms x 30 = 450, over 0.6 points
    assert found.breaks[1].low == 16  # 0.6 points x 400 = 240, over 15 ms: below $16K a ms it pays
    assert (found.breaks[0].low, found.breaks[1].high) == (None, None)


def test_a_choice_that_holds_with_one_weight_off_can_turn_with_both_against_it() -> None:
    found = weigh(case(BASE, ("A", "78.6", "125")), weights(400, 30), {})
    assert found.turning == ()  # 280 x 0.6 - 150 = 18 and 240 - 39 x 5 = 45 are still gains
    assert found.joint == "base"
    assert list(spread(found)) == [-27, 207]  # 168 - 195, 312 - 105


def test_a_weight_that_turns_the_choice_alone_is_named_with_its_direction() -> None:
    found = weigh(case(BASE, ("A", "78.6", "126")), weights(400, 30), {})
    assert found.turning == ((0, Fraction(7, 10)),)  # 280 x 0.6 - 180 = -12, but 240 - 39 x 6 = 6


def test_best_choices_of_six_are_those_that_nobody_beats_and_a_third_objective_brings_one_back() -> None:
    found = weigh(WITHOUT_COST, {}, {})
    assert found.front == ("A", "B", "D", "E")
    assert found.beaten == {"C": ("B",), "F": ("A",)}
    assert weigh(case(*SIX, objectives=(ACCURACY, LATENCY, COST)), {}, {}).front == ("A", "B", "D", "E", "F")


def test_utilities_of_six_against_the_first() -> None:
    found = weigh(WITHOUT_COST, weights(400, 30), {})
    assert found.utility == {"B": 240, "E": 40, "C": 20, "A": 0, "F": -150, "D": -250}
    assert found.ranking == ("B", "E", "C", "A", "F", "D")


def test_the_limit_comes_first_and_the_utility_after_it() -> None:
    found = weigh(WITHOUT_COST, weights(1_000_000, 1), {1: Fraction(30)})
    assert found.over == {"D": 1}
    assert found.best == ("B",)
    assert "D" not in found.ranking + found.front
    assert weigh(WITHOUT_COST, {}, {1: Fraction(30)}).over == {"D": 1}
    assert set(weigh(WITHOUT_COST, {}, {0: Fraction("90.8")}).over) == {"A", "E", "F"}


def test_nothing_within_the_limit_means_no_best_choice() -> None:
    found = weigh(WITHOUT_COST, weights(1, 1), {1: Fraction(1)})
    assert (found.front, found.best, found.ranking, found.beaten) == ((), (), (), {})


def test_equal_options_do_not_beat_each_other_and_share_the_first_place() -> None:
    found = weigh(case(BASE, ("A", "79", "120"), ("B", "79", "120")), weights(1, 1), {})
    assert found.best == found.front == ("A", "B")
    assert found.equal == (("A", "B"),)
    assert found.beaten == {"base": ("A", "B")}


def test_of_two_with_the_same_utility_the_one_that_costs_more_is_not_best() -> None:
    rows = (("base", "78", "120", "2"), ("A", "78", "120", "1"))
    found = weigh(case(*rows, objectives=(ACCURACY, LATENCY, COST)), weights(1, 1), {})
    assert (found.best, found.ranking) == (("A",), ("A", "base"))


numbers = st.integers(0, 12)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(2, 3))
    rows = draw(st.lists(st.tuples(*[numbers] * count), min_size=2, max_size=6))
    objectives = tuple(Objective(f"o{at}", "u", higher=at % 2 == 0) for at in range(count))
    return Case(objectives, tuple(Choice(str(i), tuple(map(Fraction, row))) for i, row in enumerate(rows)))


def brute_best(found: Case, given_weights: tuple[Fraction, ...]) -> set[str]:
    worth = {
        c.name: sum(
            (w if o.higher else -w) * v
            for w, o, v in zip(given_weights, found.objectives, c.values, strict=True)
        )
        for c in found.choices
    }
    return {name for name, value in worth.items() if value == max(worth.values())}


GRID = tuple(map(Fraction, ("0.1", "0.5", "1", "2", "10")))


@given(cases())
def test_what_no_weights_choose_is_best_for_none_of_a_grid_of_weights(found: Case) -> None:
    weighed = weigh(found, {}, {})
    for tried in product(GRID, repeat=len(found.objectives)):
        assert not brute_best(found, tried) & set(weighed.unchosen)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=7, unique=True))
def test_of_two_objectives_the_chosen_ones_are_the_corners_and_edges_of_the_hull(
    points: list[tuple[int, int]],
) -> None:
    """A second way for two: the ratios at which two choices tie, and one between each two of them."""
    found = case(*((str(i), str(a), str(b)) for i, (a, b) in enumerate(points)))
    weighed = weigh(found, {}, {})
    ties = {Fraction(d - b, c - a) for a, b in points for c, d in points if c != a}
    marks = sorted(t for t in ties if t > 0)
    between = [
        (x + y) / 2
        for x, y in zip([Fraction(0), *marks], [*marks, 2 * max(marks, default=Fraction(1))], strict=True)
    ]
    chosen = {
        n
        for ratio in [*marks, *between, 2 * max(marks, default=Fraction(1))]
        for n in brute_best(found, (ratio, Fraction(1)))
    }
    assert set(weighed.front) - set(weighed.unchosen) == chosen & set(weighed.front)


@given(cases(), st.tuples(*[st.integers(1, 20)] * 3))
def test_the_best_choice_is_the_maximum_found_by_brute_force_and_never_beaten(
    found: Case, of: tuple[int, int, int]
) -> None:
    given_weights = tuple(Fraction(w, 4) for w in of[: len(found.objectives)])
    weighed = weigh(found, dict(enumerate(given_weights)), {})
    assert set(weighed.best) == brute_best(found, given_weights)
    assert set(weighed.best) <= set(weighed.front)


@given(cases(), st.tuples(*[st.integers(1, 20)] * 3), st.integers(0, 2), st.fractions("1/20", 30))
def test_a_weight_within_its_break_even_keeps_the_choice_best_and_one_beyond_does_not(
    found: Case, of: tuple[int, int, int], at: int, moved: Fraction
) -> None:
    count = len(found.objectives)
    given_weights = tuple(Fraction(w, 4) for w in of[:count])
    weighed = weigh(found, dict(enumerate(given_weights)), {})
    assert weighed.breaks is not None
    limits, top = weighed.breaks[at % count], weighed.best[0]
    other = tuple(moved if i == at % count else w for i, w in enumerate(given_weights))
    inside = (limits.low is None or moved >= limits.low) and (limits.high is None or moved <= limits.high)
    if len(weighed.best) == 1:
        assert (top in brute_best(found, other)) == inside


def test_a_mixture_of_nothing_is_none() -> None:
    assert mixture([]) is None


def test_thirty_choices_on_six_objectives_are_weighed_in_a_moment() -> None:
    objectives = tuple(Objective(f"o{at}", "u", higher=True) for at in range(6))
    rows = tuple(
        Choice(str(n), tuple(Fraction((n * (at + 3) * 7919) % 101) for at in range(6))) for n in range(40)
    )
    found: Weighed = weigh(Case(objectives, rows), weights(1, 2, 3, 4, 5, 6), {})
    assert found.best


def test_a_choice_that_holds_down_to_a_worth_of_nothing_has_no_lower_break_even() -> None:
    found = weigh(case(("base", "78", "120"), ("big", "79", "120")), weights(400, 30), {})
    assert found.best == ("big",)
    assert found.breaks is not None
    assert found.breaks[0].low is None
