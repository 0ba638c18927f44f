"""Expected values are computed in the tests by hand, or by a second way of computing them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.tradeoff.model import Option, Result, Unreadable, Valued, evaluate


def option(name: str, accuracy: str, latency: str, cost: str | None = None) -> Option:
    return Option(name, Decimal(accuracy), Decimal(latency), Decimal(cost) if cost else None)


def of(result: Result, name: str) -> Valued:
    return next(v for v in result.options if v.name == name)


BASE = option("base", "78", "120")
SIX = (  # accuracy in percent, p99 in ms, dollars a thousand calls
    option("A", "90.0", "20", "1.0"),
    option("B", "91.2", "28", "1.4"),
    option("C", "90.8", "30", "1.5"),
    option("D", "92.0", "55", "2.2"),
    option("E", "89.5", "12", "0.6"),
    option("F", "90.0", "25", "0.9"),
)
SIX_WITHOUT_COST = tuple(Option(o.name, o.accuracy, o.latency) for o in SIX)


@pytest.mark.parametrize(
    ("accuracy", "latency", "utility"),
    [
        ("78.6", "135", Fraction(6, 10) * 400 - 15 * 30),  # 240 - 450 = -210
        ("77.7", "108", Fraction(-3, 10) * 400 + 12 * 30),  # -120 + 360 = +240
        ("78.8", "136", Fraction(8, 10) * 400 - 16 * 30),  # 320 - 480 = -160
        ("77.6", "110", Fraction(-4, 10) * 400 + 10 * 30),  # -160 + 300 = +140
    ],
)
def test_utility_is_w1_times_points_gained_minus_w2_times_milliseconds_added(
    accuracy: str, latency: str, utility: Fraction
) -> None:
    result = evaluate((BASE, option("A", accuracy, latency)), Decimal(400), Decimal(30))
    assert of(result, "A").utility == utility
    assert result.best == (("A",) if utility > 0 else ("base",))


def test_break_even_says_how_many_milliseconds_the_gain_pays_for_and_the_other_way_round() -> None:
    result = evaluate((BASE, option("A", "78.6", "135")), Decimal(400), Decimal(30))
    assert of(result, "A").affords == 8  # 0.6 points x 400 = 240, at 30 a millisecond
    assert of(result, "A").needs == Fraction(9, 8)  # 15 ms x 30 = 450, at 400 a point
    assert of(result, "A").exchange == 25  # 15 ms for 0.6 points
    assert result.flip == 25


def test_what_is_better_in_both_has_no_exchange_rate() -> None:
    result = evaluate((BASE, option("A", "79", "100")), Decimal(1), Decimal(1))
    assert of(result, "A").exchange is None
    assert result.flip is None
    assert result.best == ("A",)


def test_one_weight_at_a_time_moves_the_utility_and_both_against_each_other_flip_it() -> None:
    result = evaluate((BASE, option("A", "78.6", "125")), Decimal(400), Decimal(30))
    by_factors = {(c.w1_factor, c.w2_factor): c for c in result.cases}
    low, same, high = Fraction(7, 10), Fraction(1), Fraction(13, 10)
    assert {key: case.utility for key, case in by_factors.items()} == {
        (low, same): 280 * Fraction(6, 10) - 150,  # +18
        (high, same): 520 * Fraction(6, 10) - 150,  # +162
        (same, low): 240 - 21 * 5,  # +135
        (same, high): 240 - 39 * 5,  # +45
        (low, high): 280 * Fraction(6, 10) - 39 * 5,  # -27
        (high, low): 520 * Fraction(6, 10) - 21 * 5,  # +207
    }
    assert [key for key, case in by_factors.items() if case.changes] == [(low, high)]
    assert by_factors[low, high].best == ("base",)


def test_best_choices_of_six_are_those_that_nobody_beats() -> None:
    result = evaluate(SIX_WITHOUT_COST)
    assert result.front == ("A", "B", "D", "E")
    assert result.dominated == {"C": ("B",), "F": ("A",)}


def test_a_third_objective_brings_an_option_back() -> None:
    assert evaluate(SIX).front == ("A", "B", "D", "E", "F")


def test_the_limit_comes_first_and_the_utility_after_it() -> None:
    result = evaluate(SIX_WITHOUT_COST, Decimal(1_000_000), Decimal(1), limit=Decimal(30))
    assert [v.name for v in result.options if not v.within_limit] == ["D"]
    assert result.best == ("B",)
    assert "D" not in result.ranking + result.front


def test_exactly_at_the_limit_is_within_it() -> None:
    assert of(evaluate((BASE, option("A", "79", "130")), limit=Decimal(130)), "A").within_limit


def test_nothing_within_the_limit_means_no_best_choice() -> None:
    result = evaluate((BASE, option("A", "79", "130")), Decimal(1), Decimal(1), limit=Decimal(100))
    assert (result.best, result.ranking, result.front, result.spans) == ((), (), (), ())


def test_utilities_of_six_against_the_first() -> None:
    result = evaluate(SIX_WITHOUT_COST, Decimal(400), Decimal(30))
    expected = {"B": 480 - 240, "E": -200 + 240, "C": 320 - 300, "A": 0, "F": -150, "D": 800 - 1050}
    assert {v.name: v.utility for v in result.options} == expected
    assert result.ranking == tuple(expected)
    assert result.runner_up == "E"
    assert result.flip == Fraction(28 - 12) / (
        Fraction("91.2") - Fraction("89.5")
    )  # where B and E are worth the same


def test_without_weights_there_are_best_choices_and_exchange_rates_and_no_ranking() -> None:
    result = evaluate((BASE, option("A", "79.5", "160"), option("B", "77.7", "108")))
    assert (result.ranking, result.best, result.cases, result.ratio) == ((), (), (), None)
    assert of(result, "A").exchange == Fraction(80, 3)
    assert of(result, "B").exchange == 40
    assert (of(result, "A").utility, of(result, "A").affords, of(result, "A").within_limit) == (None,) * 3


def test_spans_tell_at_which_ratio_the_best_choice_changes() -> None:
    """The upper hull of the points (points, ms): E to A at 8/0.5, A to B at 8/1.2, so A is never best."""
    spans = evaluate(SIX_WITHOUT_COST).spans
    first = Fraction(28 - 12) / (Fraction("91.2") - Fraction("89.5"))
    second = Fraction(55 - 28) / (Fraction("92.0") - Fraction("91.2"))
    assert [(s.low, s.high, s.best) for s in spans] == [
        (0, first, ("E",)),
        (first, second, ("B",)),
        (second, None, ("D",)),
    ]


def test_equal_options_do_not_beat_each_other_and_share_the_first_place() -> None:
    result = evaluate((BASE, option("A", "79", "120"), option("B", "79.0", "120.0")), Decimal(1), Decimal(1))
    assert result.best == result.front == ("A", "B")
    assert result.dominated == {"base": ("A", "B")}


def test_of_two_with_the_same_utility_the_dearer_one_is_not_best() -> None:
    result = evaluate(
        (option("base", "78", "120", "2"), option("A", "78", "120", "1")), Decimal(1), Decimal(1)
    )
    assert (result.best, result.ranking) == (("A",), ("A", "base"))


@pytest.mark.parametrize(("w1", "w2"), [("1", None), (None, "1"), ("0", "1"), ("1", "-1"), ("NaN", "1")])
def test_weights_come_in_pairs_above_zero(w1: str | None, w2: str | None) -> None:
    with pytest.raises(Unreadable, match=r"go together|above 0"):
        evaluate((BASE, BASE), Decimal(w1) if w1 else None, Decimal(w2) if w2 else None)


@pytest.mark.parametrize("huge", ["1E+999999", "1E-999999", "1" * 30])
def test_numbers_too_large_to_compute_with_are_refused_before_they_are_converted(huge: str) -> None:
    with pytest.raises(Unreadable, match="12 digits"):
        evaluate((BASE, BASE), limit=Decimal(huge))


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(Unreadable, match="at least two"):
        evaluate(())


numbers = st.integers(0, 40)
weights = st.decimals("0.01", "1000", places=2)
points = st.tuples(numbers, numbers)
fields = st.lists(points, min_size=2, max_size=8).map(
    lambda rows: tuple(Option(str(i), Decimal(a) / 4, Decimal(b)) for i, (a, b) in enumerate(rows))
)


@given(fields, weights, weights)
def test_what_somebody_beats_is_never_best(options: tuple[Option, ...], w1: Decimal, w2: Decimal) -> None:
    result = evaluate(options, w1, w2)
    assert result.best
    assert not set(result.best) & set(result.dominated)
    assert set(result.best) <= set(result.front)


@given(fields, weights, weights, st.integers(1, 50))
def test_scaling_both_weights_changes_no_order(
    options: tuple[Option, ...], w1: Decimal, w2: Decimal, k: int
) -> None:
    one, other = evaluate(options, w1, w2), evaluate(options, w1 * k, w2 * k)
    assert (one.ranking, one.best, one.flip, one.spans) == (
        other.ranking,
        other.best,
        other.flip,
        other.spans,
    )
    assert [(v.utility or 0) * k for v in one.options] == [v.utility for v in other.options]


@given(fields, weights, weights, numbers, numbers)
def test_the_same_shift_of_all_options_changes_nothing(
    options: tuple[Option, ...], w1: Decimal, w2: Decimal, points: int, ms: int
) -> None:
    moved = tuple(Option(o.name, o.accuracy + points, o.latency + ms) for o in options)
    assert evaluate(moved, w1, w2) == evaluate(options, w1, w2)


@given(fields, weights, weights)
def test_spans_agree_with_the_best_choice_at_any_ratio(
    options: tuple[Option, ...], w1: Decimal, w2: Decimal
) -> None:
    result = evaluate(options, w1, w2)
    ratio = Fraction(w1) / Fraction(w2)
    assume(all(s.low != ratio for s in result.spans))
    inside = [s for s in result.spans if s.low < ratio and (s.high is None or ratio < s.high)]
    assert len(inside) == 1
    # a tie of two options that differ can only happen where three lines meet, so best may be larger there
    assert set(inside[0].best) <= set(result.best)
    assert result.spans[0].low == 0
    assert result.spans[-1].high is None
    assert all(one.high == two.low for one, two in zip(result.spans, result.spans[1:], strict=False))


@given(fields, weights, weights, numbers)
def test_the_best_choice_is_the_feasible_maximum_found_by_brute_force(
    options: tuple[Option, ...], w1: Decimal, w2: Decimal, limit: int
) -> None:
    assume(limit > 0)
    worth = {
        o.name: Fraction(w1) * Fraction(o.accuracy) - Fraction(w2) * Fraction(o.latency)
        for o in options
        if o.latency <= limit
    }
    best = tuple(n for n, value in worth.items() if value == max(worth.values()))
    assert evaluate(options, w1, w2, Decimal(limit)).best == best
