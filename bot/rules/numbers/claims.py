"""Claims checked against their own numbers: "200 ms to 150 ms (40 %)" is 25 %."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import Contradiction, Cue, Measure, Span, Value
from bot.rules.words.scene import Scene
from bot.rules.words.tokens import PUNCT, WORD

NEAR = 7  # tokens
LEEWAY = 1.6
SHARE = 0.09
TENFOLD, FULL, EXACT = 10, 100, 0.05
ROUGHLY = 0.18
"""How far a factor may be from its ends, as a share: "almost 3x"."""
BESIDE_HALF = frozenset(["by", "to", "in"])
"""Not "half of the book", "a half-width net"."""
MARKS = frozenset([",", "(", ":", "-", "–", "—"])


class Claims(Scene):
    """A change with both ends, and beside it a percentage, points or a factor that says the same again. It has to be
    the same that changes: a wrong reproach is worse than none."""

    def __init__(self, scene: Scene, values: Sequence[Value], measures: Sequence[Measure]) -> None:
        vars(self).update(vars(scene))
        self.values = values
        self.bound = {measure.span: measure for measure in measures}

    def all(self) -> Iterator[Contradiction | Cue]:
        for one, other in zip(self.values, self.values[1:], strict=False):
            if one.shape == "change" and self._is_claim(other) and self._is_repeated(one, other):
                yield from self._held(one, other)
            elif other.shape == "change" and self._is_claim(one) and self._is_opened(one, other):
                yield from self._held(other, one)

    def _is_claim(self, value: Value) -> bool:
        """A change said as such, a bare percentage in brackets, or a share: "a third of its old size"."""
        if value.quantity.dim not in ("percent", "factor", "point") or value.shape == "change":
            return False
        if "half" in self.keys[value.first : value.last]:
            return not BESIDE_HALF.isdisjoint(self.keys[max(value.first - 1, 0) : value.last])
        return value.shape == "delta" or self.key(value.first - 1) in ("(", "by") or self._is_share(value)

    def _is_share(self, value: Value) -> bool:
        """What is left, in words: "to a third", "a third of its old size"."""
        left = self.key(value.last) == "of" and self.key(value.last + 1) in ("its", "their", "what")
        share = value.quantity.dim == "percent" and value.quantity.word
        return share and (left or self.key(value.first - 1) == "to")

    def _is_repeated(self, change: Value, claim: Value) -> bool:
        """The claim follows its ends: in a bracket, after "by" or "a gain of", and is of nothing else: not "MAPE 9 %
        to 4.5 %, 3 % more tonnes"."""
        between = self.keys[change.last : claim.first]
        if any(self._is_told(at) for at in range(change.last, claim.first)):
            return False
        if self.sets["says_again"].isdisjoint(between) or self._is_of_other(claim):
            return False
        one, other = self.bound.get(claim.span), self.bound.get(change.span)
        # "turnaround from 12 s to 3 s, with a 50 % reduction in the API bill"
        return one is None or other is None or one.family == other.family

    def _is_of_other(self, claim: Value) -> bool:
        """A noun of its own follows: "45 % lower licence fees", "0.4x real time"; not "a 50 % reduction, with"."""
        at = claim.last
        while self.key(at) in self.sets["claim_nouns"]:
            at += 1
        return at < len(self.tokens) and self.tokens[at].kind == WORD and self._is_told(at)

    def _is_told(self, at: int) -> bool:
        """A word of its own, which the percentage may be of."""
        key = self.keys[at]
        again = key in self.sets["says_again"] or key in self.sets["claim_nouns"]
        return self.tokens[at].kind == WORD and not again and key not in self.lexicon.function

    def _is_opened(self, claim: Value, change: Value) -> bool:
        """The ends follow their claim: "halved the footprint from 90 to 60 GB", "a 4x gain in throughput, from 100 to
        200"; not "cost fell 40 %, latency from 200 to 150 ms"."""
        between = self.keys[claim.last : change.first + (self.key(change.first) == "from")]
        lead = len(between)
        while lead and between[lead - 1] in self.sets["ends_leads"]:
            lead -= 1
        if any(self.tokens[claim.last + at].kind == PUNCT for at in range(lead)):
            return False
        tail = {*between[lead:]}
        return self._tells_the_same(claim, change, marked=not lead or not tail.isdisjoint(MARKS))

    def _tells_the_same(self, claim: Value, change: Value, *, marked: bool) -> bool:
        """Of one metric, or of two of a family where a mark comes before the ends: not "by 1.8 p.p. Chargebacks
        passed from 0.4 to 0.6 %", nor sensitivity and its specificity in a bracket."""
        one, other = self.bound.get(claim.span), self.bound.get(change.span)
        if one is None or other is None or not (one.metric or other.metric in self.lexicon.metrics):
            return marked  # "Halved, 100 -> 1 ms"
        return one.metric == other.metric or (marked and one.family == other.family != "accuracy")

    def _held(self, change: Value, said: Value) -> Iterator[Contradiction | Cue]:
        before, after = change.before, change.after
        if not before or after is None or before * after <= 0:
            return
        if said.quantity.dim == "percent" and _is_of_points(said, change):
            yield Cue(said.span, "points_as_percent")
        elif real := self._real(said, change, before, after):
            yield Contradiction(self._with_claim(change, said), real)

    def _with_claim(self, change: Value, said: Value) -> Span:
        """From the first to the last number of both, and the end of a bracket that opens between them."""
        first, last = min(change.first, said.first), max(change.last, said.last)
        start = min(change.span[0], said.span[0])
        inside, behind = self.keys[first:last], self.keys[last : last + NEAR]
        if inside.count("(") > inside.count(")") and ")" in behind:
            last += behind.index(")") + 1
        return start, self.tokens[last - 1].end

    def _real(self, said: Value, change: Value, before: float, after: float) -> str:
        """What the two ends make it; nothing if the claim is right."""
        claim = said.quantity.value
        if said.quantity.dim == "point":
            points = _points(change)
            return "" if points > FULL or _close(claim, points) else f"{points:.3g} points"
        if self._is_share(said):
            left = FULL * after / before
            return "" if _close(claim, left) else f"{left:.0f} % of what it was"
        if said.quantity.dim == "factor":
            return self._real_factor(said, before, after)
        told_down = said.direction < 0 and self.key(said.last) not in self.sets["claimed_speed"]
        relative, generous = (FULL * abs(after - before) / abs(end) for end in (before, after))
        right = _close(claim, relative) or (not told_down and _close(claim, generous))
        return "" if right else f"{relative:.0f} %"

    def _real_factor(self, said: Value, before: float, after: float) -> str:
        """Both "3x" and "3x more" may be said of 1 to 3; "by half" is said of 2 to 3."""
        claim, ratio = said.quantity.value, max(before, after) / min(before, after)
        wanted = claim if claim >= 1 else 1 / claim
        more = 1 + claim if claim >= 1 or after > before else wanted
        if min(abs(wanted - ratio), abs(more - ratio)) <= ROUGHLY * ratio:
            return ""
        return f"{ratio:,.0f}x" if ratio >= TENFOLD else f"{ratio:.2g}x"


def _points(change: Value) -> float:
    """How far the ends are apart, in points; those of a share are written from 0 to 1."""
    before, after = change.before or 0.0, change.after or 0.0
    share = change.quantity.dim != "percent" and max(before, after) <= 1
    return abs(after - before) * (FULL if share else 1)


def _is_of_points(said: Value, change: Value) -> bool:
    """As in "from 40 % to 52 % (+12 %)"; where it is near both, it is read as the writer meant it."""
    if change.quantity.dim not in ("percent", "plain") or not change.before:
        return False
    claim, points = said.quantity.value, _points(change)
    relative = FULL * abs((change.after or 0.0) - change.before) / abs(change.before)
    return not _close(claim, relative) and (
        abs(claim - points) < EXACT or (_close(claim, points) and change.quantity.dim == "percent")
    )


def _close(claim: float, real: float) -> bool:
    """As near as rounding and a generous reading of the ends allow."""
    return abs(abs(claim) - real) <= max(LEEWAY if real > 5 else LEEWAY / 2, SHARE * real)
