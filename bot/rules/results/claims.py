"""Claims held against their own numbers: "200 ms to 150 ms (40 %)" is 25 %."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import Contradiction, PointsAsPercent, Value
from bot.rules.words.lex import WORD, Token
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import Scene

NEAR = 4
SLACK = 1.6
SHARE = 0.09
TENFOLD = 10


class Claims(Scene):
    """A change with both ends, and a percentage or a factor right beside it that says the same again."""

    def __init__(
        self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, values: Sequence[Value]
    ) -> None:
        super().__init__(lexicon, tokens, hits)
        self.values = values

    def all(self) -> Iterator[Contradiction | PointsAsPercent]:
        for one, other in zip(self.values, self.values[1:], strict=False):
            change, said = (one, other) if one.shape == "change" else (other, one)
            if change.shape == "change" and self._says_again(said) and self._together(one, other):
                yield from self._held(change, said)

    def _says_again(self, value: Value) -> bool:
        """A change said as such, or a bare percentage in brackets."""
        if value.quantity.dim not in ("percent", "factor"):
            return False
        return value.shape == "delta" or self.key(value.first - 1) in ("(", "by")

    def _together(self, one: Value, other: Value) -> bool:
        """Nothing else lies between: a bracket, "from", "by", a comma."""
        between = range(one.last, other.first)
        if len(between) > NEAR or not self.same_sentence(one.last, other.first):
            return False
        if any(one.last <= hit.start for hit in self.between("metric", one.last, other.first)):
            return False
        if any(self._is_told(at) for at in between):
            return False  # "throughput rose 29%, downstream average slid from 58.9 to 56.2"
        keys = {self.key(at) for at in between}
        return bool(keys & self.sets["says_again"]) and not keys & self.sets["apart"]

    def _is_told(self, at: int) -> bool:
        """A word of its own, which the percentage may be of."""
        word = self.tokens[at].kind == WORD and self.keys[at] not in self.sets["says_again"]
        return word and self.keys[at] not in self.lexicon.function

    def _held(self, change: Value, said: Value) -> Iterator[Contradiction | PointsAsPercent]:
        before, after = change.before, change.after
        if not before or after is None or before * after <= 0:
            return
        span = (min(change.span[0], said.span[0]), max(change.span[1], said.span[1]))
        claim = said.quantity.value
        if said.quantity.dim == "factor":
            ratio = max(before, after) / min(before, after)
            wanted = claim if claim >= 1 else 1 / claim
            if not (_close(wanted, ratio) or _close(wanted, ratio - 1)):
                yield Contradiction(span, f"{ratio:,.0f}x" if ratio >= TENFOLD else f"{ratio:.2g}x")
            return
        relative = 100 * abs(after - before) / abs(before)
        if _close(claim, relative) or _close(claim, 100 * abs(after - before) / abs(after)):
            return
        if _close(claim, abs(after - before) * (1 if change.quantity.dim == "percent" else 100)):
            yield PointsAsPercent(said.span)
        else:
            yield Contradiction(span, f"{relative:.0f} %")


def _close(claim: float, real: float) -> bool:
    """As near as rounding and a generous reading of the ends allow."""
    return abs(abs(claim) - real) <= max(SLACK if real > 5 else SLACK / 2, SHARE * real)
