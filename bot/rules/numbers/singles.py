"""One quantity alone: a level, or a delta with its direction."""

from collections.abc import Sequence

from bot.rules.facts import Quantity, Shape, Value
from bot.rules.words.lex import NUMBER, PUNCT, WORD, Token
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import STOPS, Scene

SIGNS = {"+": 1, "-": -1}
MEANINGS = {"up": (1, 0), "down": (-1, 0), "saved": (-1, 1), "better": (0, 1), "worse": (0, -1)}
WINDOW = 8
SHARED = 15
STILL = ("flat", "neither")


class Singles(Scene):
    """Reads what the words around a quantity say of it. Every loop looks at most SHARED tokens away."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.directions = self.starts("direction")
        self.closed = {hit.end - 1: hit for hit in self.found("direction") if hit.end > hit.start + 1}
        self.comparatives = self.starts("comparative")

    def read(self, quantity: Quantity) -> Value:
        comparative = self._comparative(quantity)
        limit = self._is_limit(quantity)
        still = limit and not comparative
        shape: Shape = "level" if still and not quantity.sign else self._shape(quantity, comparative)
        quiet = limit or self._is_quiet(quantity, shape)
        direction, good = (0, 0) if quiet else self._direction(quantity, comparative)
        return Value(
            quantity.span,
            quantity.first,
            quantity.last,
            quantity,
            shape,
            None,
            quantity.value if shape == "level" else None,
            direction,
            good,
            shape == "delta" or self.within_limit(quantity.first),
            bool(comparative),
        )

    def _is_quiet(self, quantity: Quantity, shape: Shape) -> bool:
        """No direction can be read off a bound, or a level that nothing leads to; nor off a limit."""
        if self._is_bound(quantity):
            return True
        return shape == "level" and self._before(quantity) != "to"

    def _comparative(self, quantity: Quantity) -> str:
        """The comparing word to the right: "30 % fewer", "a 35 % latency drop", "120 ms off"."""
        if self._is_taken_out(quantity):
            return "off"
        elided = self.key(quantity.last + 1) == "'"  # "34 % d'appels en moins"
        first = quantity.last + 2 * elided
        for at in range(first, min(first + 4, len(self.tokens))):
            rate = self.key(at) == "hit" and self.between("metric", at, at + 1)  # "61 % hit rate"
            if (hit := self.comparatives.get(at)) is not None and not rate:
                if self.key(at - 1) in ("no", "any"):
                    return ""  # "no longer", "any more"
                return self._text(hit.start, hit.end)
            if self.tokens[at].kind != WORD or (self.key(at) in self.sets["comparing_stops"]):
                return ""
        return ""

    def _is_taken_out(self, quantity: Quantity) -> bool:
        """As in "took 60 ms out of every request"."""
        out = self.key(quantity.last) == "out" and self.key(quantity.last + 1) == "of"
        return out and self.key(quantity.first - 1) in self.sets["taking_out"]

    def _text(self, start: int, end: int) -> str:
        return " ".join(token.key for token in self.tokens[start:end])

    def _shape(self, quantity: Quantity, comparative: str) -> Shape:
        led = self.key(quantity.last) in ("up", "down") and self.key(quantity.last + 1) not in ("to", "from")
        moved = led and quantity.dim in ("percent", "point")  # "15 % up on last year"
        if quantity.sign in SIGNS or comparative or quantity.dim == "factor" or moved:
            return "delta"
        if quantity.dim == "point" and self.key(quantity.first - 1) not in ("at", "to"):
            return "delta"
        before = self._before(quantity)
        held = before == "with" and quantity.noun == "metric"  # "names are removed with 98.9 % recall"
        if held or (before in self.sets["by"] and self._nearest(quantity) != (0, 0)):
            return "level" if held else "delta"
        inside = False
        spanish = before == "en" and quantity.dim == "percent" and self._nearest(quantity) != (0, 0)
        inside = inside or spanish  # "reduje las llamadas en un 22 %"
        if inside or (before in ("on", "of") and self._moves(quantity.first - 2) is not None):
            return "delta"  # "Improved the result of the model in 12 %.", "decreased on 43 %"
        if quantity.word and quantity.dim == "percent":
            return "delta" if self._direction(quantity, "")[0] else "level"
        return "delta" if self._verb(quantity) else "level"

    def _before(self, quantity: Quantity) -> str:
        at = quantity.first - 1
        while at >= 0 and self.tokens[at].key in self.sets["about"] and self.tokens[at].key != "to":
            at -= 1
        return self.key(at)

    def _verb(self, quantity: Quantity) -> bool:
        """A word of change stands before the number and nothing says that it is where it ended."""
        reach = 6 if quantity.dim in ("percent", "point", "factor") else 4
        for at in range(quantity.first - 1, max(quantity.first - 1 - reach, -1), -1):
            token = self.tokens[at]
            if self.key(at + 1) == "than" and token.key in self.sets["about"]:
                continue  # "catches more than 90 % of them"
            if at in self.closed or at in self.directions:
                return self._moves(at) is not None
            if (token.key in self.sets["levels"] and token.key not in self.sets["by"]) or (
                token.kind in (PUNCT, NUMBER) and token.key not in ("~", "/", ">", "<")
            ):
                return False
        return False

    def _direction(self, quantity: Quantity, comparative: str) -> tuple[int, int]:
        """(+1 up, -1 down) and (+1 better, -1 worse); 0 where nothing says so."""
        if quantity.sign in SIGNS:
            return SIGNS[quantity.sign], 0
        if comparative:
            return self._compared(comparative)
        if quantity.dim == "factor" and quantity.word:
            improved = self.key(quantity.first - 1) == "of" and self._nearest(quantity) == (0, 1)
            return (0, 1) if improved else (self._multiplied(quantity), 0)  # "improved by a factor of three"
        if self._is_part_price(quantity):
            return -1, 0
        return self._nearest(quantity)

    def _multiplied(self, quantity: Quantity) -> int:
        """As in "halved", "tripled"; but "shrank two-fold" is a fall, "risen by half" is none."""
        fell = self._moves(quantity.first - 1)
        if quantity.value < 1:
            return 1 if self.key(quantity.first) == "by" and fell == (1, 0) else -1
        return -1 if fell is not None and fell[0] < 0 else 1

    def _is_part_price(self, quantity: Quantity) -> bool:
        """As in "at one-fifth the price of GPT-4", "for a third of the cost"."""
        if not (quantity.word and quantity.dim == "percent"):
            return False
        leads = self._before(quantity) in self.sets["at_part"]
        after = {self.key(quantity.last - 1), self.key(quantity.last)}
        return leads and not after.isdisjoint(("the", "of", "its", "what", "per", "as"))

    def _compared(self, word: str) -> tuple[int, int]:
        if word in self.sets["fewer"]:
            return -1, 0
        if word in self.sets["more"]:
            return 1, 0
        return (0, 1) if word in self.sets["better"] else (0, -1)

    def _moves(self, at: int) -> tuple[int, int] | None:
        """What the phrase at a token says of direction, if it says any."""
        hit = self.directions.get(at) or self.closed.get(at)
        if self.key(at) in ("better", "worse") and self.key(at - 1) in self.sets["articles"]:
            return None  # "the better rival 90 %"
        return None if hit is None or hit.value in STILL else MEANINGS[hit.value]

    def _nearest(self, quantity: Quantity) -> tuple[int, int]:
        for at in range(quantity.first - 1, max(quantity.first - 1 - WINDOW, -1), -1):
            if (meaning := self._moves(at)) is not None:
                return meaning
            if self.key(at) in STOPS or self.key(at) in self.sets["joins"] or self.tokens[at].kind == NUMBER:
                break
        for at in range(quantity.last, min(quantity.last + 5, len(self.tokens))):
            if (meaning := self._moves(at)) is not None:
                return meaning
            if self.tokens[at].kind != WORD or self.key(at) in self.sets["joins"]:
                break
        return self._shared(quantity)

    def _shared(self, quantity: Quantity) -> tuple[int, int]:
        """The verb that two results share: "reduced cost 20 % and latency 35 %"."""
        for at in range(quantity.first - 1, max(quantity.first - 1 - SHARED, -1), -1):
            if (meaning := self._moves(at)) is not None:
                return meaning
            if self.key(at) in STOPS or self.key(at) in self.sets["breaks"]:
                break
        return 0, 0

    def _is_bound(self, quantity: Quantity) -> bool:
        """As in "<1 % accuracy drop": a bound says that it is small."""
        before = [self.key(quantity.first - 2), self.key(quantity.first - 1)]
        return quantity.sign in ("<", "≤") or before[1] in self.sets["bounds"] or before == ["less", "than"]

    def _is_limit(self, quantity: Quantity) -> bool:
        """As in "(budget was +20 ms)": a limit is neither better nor worse."""
        for at in range(quantity.first - 1, max(quantity.first - 4, -1), -1):
            if self.tokens[at].kind == PUNCT:
                return False
            if self.tokens[at].key in self.sets["limits"]:
                return True
        return False
