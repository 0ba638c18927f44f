"""Counted things: what is served, what is only data, what is freed."""

from collections.abc import Sequence

from bot.rules.facts import Value
from bot.rules.lex import NUMBER, PUNCT, Token
from bot.rules.lexicon import Hit, Hits, Lexicon
from bot.rules.scene import Scene


class Counts(Scene):
    """Judges counts by the words around them."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.metrics = self.found("metric")

    def near(self, name: str, value: Value, reach: int) -> bool:
        """A cue stands at most `reach` tokens before the value, in its sentence."""
        cues = self.between(name, value.first - reach, value.first)
        return any(self.same_sentence(cue.start, value.first) for cue in cues)

    def wholes(self) -> list[int]:
        """The tokens like "all" that follow soon after a word of launching."""
        whole = [at for at, token in enumerate(self.tokens) if token.key in self.sets["whole"]]
        return [at for at in whole if self.between("launch_cue", at - 8, at)]

    def released(self, value: Value, hit: Hit) -> bool:
        low, high = min(value.first, hit.start) - 4, max(value.last, hit.end) + 5
        cues = self.between("noun:release", low, high)
        return any(self._together(cue.start, value.first) for cue in cues)

    def _together(self, a: int, b: int) -> bool:
        low, high = min(a, b), max(a, b)
        return not any(self.tokens[at].key in (";", ".", ",", "\n") for at in range(low, high))

    def walkable(self, start: int, end: int) -> bool:
        return all(self.tokens[at].kind not in (PUNCT, NUMBER) for at in range(start, end))

    def serves(self, value: Value) -> bool:
        if value.compared or value.shape == "change":
            return value.quantity.noun == "audience"
        if self.near("training_cue", value, 9):
            return False
        return self.near("launch_cue", value, 9) or self._across(value) or self.per_day(value)

    def per_day(self, value: Value, back: int = 0) -> bool:
        """As in "2B transactions per day", "12M users monthly"."""
        keys = [token.key for token in self.tokens[value.last + back : value.last + 4]]
        return any(key in self.sets["rates"] for key in keys) and not any(
            key in (",", ";", ".") for key in keys[:2]
        )

    def _across(self, value: Value) -> bool:
        before = self.tokens[value.first - 1].key if value.first else ""
        if before in self.sets["places"] and value.quantity.noun == "scope":
            return True
        since = any(token.key in self.sets["since"] for token in self.tokens[value.last : value.last + 4])
        return before in self.sets["reaches"] and (since or self.near("outcome", value, 12))

    def is_data(self, value: Value) -> bool:
        """The size of a data set or a share of it."""
        quantity = value.quantity
        if quantity.dim == "plain" and value.shape == "level" and self.near("training_cue", value, 5):
            return quantity.noun not in ("metric", "") or quantity.magnitude
        if quantity.dim == "plain" and value.shape == "level" and self._taught(value):
            return True
        return quantity.dim == "percent" and quantity.noun == "technical" and not self._metric_beside(value)

    def _taught(self, value: Value) -> bool:
        """As in "Fine-tuned a 3B model on 20k tickets": what follows "on" is what it learned from."""
        if value.first == 0 or self.tokens[value.first - 1].key not in self.sets["teaching_from"]:
            return False
        keys = {token.key for token in self.tokens[max(value.first - 10, 0) : value.first]}
        return bool(keys & self.sets["teaching"]) and value.quantity.noun != ""

    def _metric_beside(self, value: Value) -> bool:
        near = self.between("metric", value.first - 9, value.last + 8)
        return any(self._is_beside(value, hit) for hit in near if not hit.value.silent)

    def _is_beside(self, value: Value, hit: Hit) -> bool:
        """Near enough that a share of something technical may still be this metric's."""
        if hit.value.kind in ("score", "error"):
            return False
        reach = 7 if hit.value.family == "business" else 3
        after = value.last <= hit.start <= value.last + reach
        return bool(after or value.first - 3 <= hit.end <= value.first)
