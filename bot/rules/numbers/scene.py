"""What all readers of numbers ask of a text, made when it's first asked for."""

from collections.abc import Mapping

from bot.rules.words.lex import NUMBER, WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import Scene, once

NOUNS = ("machine", "audience", "scope", "technical")


class NumberScene(Scene):
    """One text with its phrases by the token at which they begin."""

    @once
    def units(self) -> Mapping[int, Hit]:
        return self.starts("unit")

    @once
    def parts(self) -> dict[str, Mapping[int, Hit]]:
        """Numbers in words: "halved", "a third", "four"."""
        return {kind: self.starts(kind) for kind in ("factor", "fraction", "number")}

    @once
    def nouns(self) -> dict[str, Mapping[int, Hit]]:
        """What is counted: roles are an audience, too."""
        nouns = {kind: self.starts(f"noun:{kind}") for kind in NOUNS}
        return {**nouns, "audience": {**self.starts("noun:role"), **nouns["audience"]}}

    @once
    def metrics(self) -> Mapping[int, Hit]:
        return self.starts("metric")

    @once
    def metric_ends(self) -> set[int]:
        """The last tokens of the metrics."""
        return {hit.end - 1 for hit in self.found("metric")}

    @once
    def links(self) -> dict[str, Mapping[int, Hit]]:
        """What ties two numbers."""
        return {kind: self.starts(kind) for kind in ("forward", "backward", "before", "after", "target")}

    @once
    def within_links(self) -> frozenset[int]:
        """Tokens within a longer link: the "to" of "as opposed to" leads nowhere."""
        return frozenset(at for hit in self.found("backward") for at in range(hit.start + 1, hit.end))

    @once
    def directions(self) -> Mapping[int, Hit]:
        """Words of change, by their first token and, of several words, by their last."""
        hits = self.found("direction")
        return {hit.end - 1: hit for hit in hits} | {hit.start: hit for hit in hits}

    @once
    def comparatives(self) -> Mapping[int, Hit]:
        return self.starts("comparative")

    def is_word(self, at: int) -> bool:
        """Whether a word of its own stands there: it names something."""
        here = at < len(self.tokens) and self.tokens[at].kind == WORD
        return here and self.key(at) not in self.lexicon.function

    def is_number(self, at: int) -> bool:
        """In digits or as a word."""
        return at in self.parts["number"] or (at < len(self.tokens) and self.tokens[at].kind == NUMBER)

    def past_about(self, at: int) -> int:
        """Back over "about", "roughly" and the like."""
        while self.key(at) in self.sets["about"]:
            at -= 1
        return at
