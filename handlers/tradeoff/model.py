"""Accuracy against latency: Utility = w1 * (change in accuracy) - w2 * (change in latency).

All results are exact fractions: accuracy in points (percent), latency in milliseconds, utility in the unit
of the weights, ratios w1/w2 in milliseconds a point. A change is new minus base, so both weights are positive
and a cut of 12 ms is -12. A latency limit comes first and the utility after it: what breaks the limit is
never a best choice. Cost, where given, counts for who beats whom, not for the utility.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from handlers.tradeoff.reading import MOST_DIGITS, Option, Unreadable, parse, parse_amount, parse_limit

__all__ = [
    "Case",
    "Option",
    "Result",
    "Span",
    "Unreadable",
    "Valued",
    "evaluate",
    "parse",
    "parse_amount",
    "parse_limit",
]

LESS, SAME, MORE = Fraction(7, 10), Fraction(1), Fraction(13, 10)
# one weight at a time, then both against each other
FACTORS = ((LESS, SAME), (MORE, SAME), (SAME, LESS), (SAME, MORE), (LESS, MORE), (MORE, LESS))


@dataclass(frozen=True, slots=True)
class Valued:
    """An option against the base. Without weights `utility`, `affords` and `needs` are None.

    affords: milliseconds that this change in accuracy pays for, w1 * gain / w2 (negative: must be saved).
    needs: points that would pay for this change in latency, w2 * slowdown / w1.
    exchange: milliseconds a point, slowdown / gain, where one is paid for with the other, else None.
    within_limit: None when no limit was given.
    """

    name: str
    gain: Fraction
    slowdown: Fraction
    utility: Fraction | None
    affords: Fraction | None
    needs: Fraction | None
    exchange: Fraction | None
    within_limit: bool | None


@dataclass(frozen=True, slots=True)
class Span:
    """Between these ratios w1/w2 (milliseconds a point) `best` is best; `high` None: without end."""

    low: Fraction
    high: Fraction | None
    best: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The weights times these factors: what is best then, and what today's best is worth then."""

    w1_factor: Fraction
    w2_factor: Fraction
    best: tuple[str, ...]
    utility: Fraction
    changes: bool


@dataclass(frozen=True, slots=True)
class Result:
    """front: the best choices, beaten by nobody and within the limit. dominated: name -> beaten by.

    ranking: options within the limit, highest utility first (empty without weights). best: the first of
    them, more than one name only when they tie; empty when nothing is within the limit.
    ratio: w1/w2. flip: the ratio at which best and runner-up are worth the same, None when at none.
    spans: which option is best at which ratio, over all ratios above 0; given with or without weights.
    """

    options: tuple[Valued, ...]
    front: tuple[str, ...]
    dominated: Mapping[str, tuple[str, ...]]
    spans: tuple[Span, ...]
    ranking: tuple[str, ...] = ()
    best: tuple[str, ...] = ()
    runner_up: str | None = None
    ratio: Fraction | None = None
    flip: Fraction | None = None
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class _Weights:
    w1: Fraction
    w2: Fraction

    @property
    def ratio(self) -> Fraction:
        return self.w1 / self.w2

    def utility(self, option: Valued) -> Fraction:
        return self.w1 * option.gain - self.w2 * option.slowdown


@dataclass(frozen=True, slots=True)
class _Field:
    """The options within the limit, and who beats whom."""

    allowed: tuple[Valued, ...]
    dominated: Mapping[str, tuple[str, ...]]

    def best_at(self, ratio: Fraction) -> tuple[str, ...]:
        """Highest ratio * gain - slowdown; of a tie only those that nobody beats (cost may still decide)."""
        worth = {v.name: ratio * v.gain - v.slowdown for v in self.allowed}
        top = max(worth.values())
        return tuple(n for n, value in worth.items() if value == top and n not in self.dominated)


def evaluate(
    options: Sequence[Option],
    w1: Decimal | None = None,
    w2: Decimal | None = None,
    limit: Decimal | None = None,
) -> Result:
    """Compares every option with the first one.

    w1: value of one point of accuracy; w2: price of one millisecond, in the same unit; both or neither.
    limit: milliseconds that may not be exceeded. Raises Unreadable for weights that cannot be used.
    """
    if not options:
        raise Unreadable("The options", "nothing is there yet. Write at least two.")
    weights, bound = _weights(w1, w2), _limit(limit)
    dominated = _dominated(options)
    valued = tuple(_valued(option, options[0], weights, bound) for option in options)
    field = _Field(tuple(v for v in valued if v.within_limit is not False), dominated)
    front = tuple(v.name for v in field.allowed if v.name not in dominated)
    plain = Result(valued, front, dominated, _spans(field))
    return _ranked(plain, field, weights) if weights and field.allowed else plain


def _ranked(plain: Result, field: _Field, weights: _Weights) -> Result:
    best = field.best_at(weights.ratio)
    ordered = sorted(field.allowed, key=lambda v: (-weights.utility(v), v.name not in best))
    second = ordered[1] if len(ordered) > 1 else None
    return replace(
        plain,
        ranking=tuple(v.name for v in ordered),
        best=best,
        runner_up=second.name if second else None,
        ratio=weights.ratio,
        flip=_crossing(ordered[0], second) if second else None,
        cases=tuple(_case(f1, f2, ordered[0], field, weights) for f1, f2 in FACTORS),
    )


def _case(f1: Fraction, f2: Fraction, today: Valued, field: _Field, weights: _Weights) -> Case:
    moved = _Weights(weights.w1 * f1, weights.w2 * f2)
    then = field.best_at(moved.ratio)
    return Case(f1, f2, then, moved.utility(today), then != field.best_at(weights.ratio))


def _valued(option: Option, base: Option, weights: _Weights | None, limit: Fraction | None) -> Valued:
    gain = Fraction(option.accuracy) - Fraction(base.accuracy)
    slowdown = Fraction(option.latency) - Fraction(base.latency)
    return Valued(
        name=option.name,
        gain=gain,
        slowdown=slowdown,
        utility=weights.w1 * gain - weights.w2 * slowdown if weights else None,
        affords=weights.ratio * gain if weights else None,
        needs=slowdown / weights.ratio if weights else None,
        exchange=slowdown / gain if gain * slowdown > 0 else None,
        within_limit=None if limit is None else Fraction(option.latency) <= limit,
    )


def _dominated(options: Sequence[Option]) -> dict[str, tuple[str, ...]]:
    beaten = {o.name: tuple(other.name for other in options if _beats(other, o)) for o in options}
    return {name: by for name, by in beaten.items() if by}


def _beats(one: Option, other: Option) -> bool:
    """No worse in anything and better in something (Pareto): equal options do not beat each other."""
    mine, theirs = _goodness(one), _goodness(other)
    return mine != theirs and all(m >= t for m, t in zip(mine, theirs, strict=True))


def _goodness(option: Option) -> tuple[Decimal, Decimal, Decimal]:
    return option.accuracy, -option.latency, -(option.cost or Decimal(0))


def _crossing(one: Valued, other: Valued) -> Fraction | None:
    """The ratio above 0 at which both are worth the same, if there is exactly one."""
    if one.gain == other.gain:
        return None
    ratio = (one.slowdown - other.slowdown) / (one.gain - other.gain)
    return ratio if ratio > 0 else None


def _spans(field: _Field) -> tuple[Span, ...]:
    if not field.allowed:
        return ()
    pairs = combinations(field.allowed, 2)
    crossings = sorted({ratio for one, other in pairs if (ratio := _crossing(one, other))})
    spans: list[Span] = []
    for low, high in zip([Fraction(0), *crossings], [*crossings, None], strict=True):
        _extend(spans, Span(low, high, field.best_at(_inside(low, high))))
    return tuple(spans)


def _inside(low: Fraction, high: Fraction | None) -> Fraction:
    """Between two neighbouring crossings the order is fixed, so one probe tells the best."""
    return low + 1 if high is None else (low + high) / 2


def _extend(spans: list[Span], span: Span) -> None:
    if spans and spans[-1].best == span.best:
        span = replace(span, low=spans.pop().low)
    spans.append(span)


def _weights(w1: Decimal | None, w2: Decimal | None) -> _Weights | None:
    if w1 is None and w2 is None:
        return None
    if w1 is None or w2 is None:
        raise Unreadable("The weights", "w1 and w2 go together: the value of a point, the price of a ms.")
    return _Weights(_above_zero("w1", w1), _above_zero("w2", w2))


def _limit(limit: Decimal | None) -> Fraction | None:
    return None if limit is None else _above_zero("The limit", limit)


def _above_zero(where: str, value: Decimal) -> Fraction:
    """Size before conversion: a fraction of 1E+999999 would take minutes."""
    if not value.is_finite() or value <= 0:
        raise Unreadable(where, "this must be a number above 0, such as 400000.")
    if abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > 2 * MOST_DIGITS:
        raise Unreadable(where, f"this has more than {MOST_DIGITS} digits. Round it.")
    return Fraction(value)
