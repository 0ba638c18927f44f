"""Enumerations of tools, models and tricks."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import Cue, Listing
from bot.rules.told.yardsticks import Yardsticks
from bot.rules.words.lex import IDENT, WORD, Token
from bot.rules.words.lexicon import HEAD, Hits, Lexicon

CLOSING = frozenset([".", ":", "(", ")", "\n", ""])
FEWEST = 4
"""Items of a list."""


class Lists(Yardsticks):
    """Finds the items of a list."""

    def __init__(self, lexicon: Lexicon, low: str, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.low = low
        self.teams = self.starts("team_claim")
        self.rooted = not lexicon.heads.isdisjoint([key[:HEAD] for key in hits.said])
        self.roots = self._there(self.sets["team_roots"])

    def _there(self, roots: frozenset[str]) -> tuple[str, ...]:
        """Those of the roots that the text has; most texts begin no word as any of them does."""
        return tuple([root for root in roots if root in self.low]) if self.rooted else ()

    def listing(self) -> Iterator[Cue]:
        """Four or more short items in a row, most of them tools, models or tricks."""
        separators = self.sets["separators"]
        if len([key for key in self.keys if key in separators]) < FEWEST - 1:
            return
        run: list[tuple[int, int]] = []
        for item in self._items():
            if item is None:
                yield from self._listed(run)
                run = []
            else:
                run.append(item)
        yield from self._listed(run)

    def _listed(self, run: list[tuple[int, int]]) -> Iterator[Cue]:
        if len(run) < FEWEST:
            return
        others = [item for item in run if not self._is_technical(*item)]
        known, named = len(run) - len(others), len([item for item in others if self._is_named(*item)])
        claimed = self.teams or (self.roots and any(key.startswith(self.roots) for key in self.keys))
        if claimed and not self.any_of(("noun:tool", "noun:trick"), run[0][0], run[-1][1]):
            return  # "collaboration with PIE, DE, EE, IT"
        enough = (known >= 2 and known + named >= 3) or (known == 1 and named >= 3)
        if enough and 2 * (known + named) >= len(run):
            yield Listing(self._span(run[0][0], run[-1][1]))

    def _items(self) -> Iterator[tuple[int, int] | None]:
        start, separators = 0, self.sets["separators"]
        for at, key in enumerate((*self.keys, ".")):
            if key in separators or key in CLOSING:
                if at > start:
                    yield from self._item(start, at)
                start = at + 1

    def _item(self, start: int, end: int) -> Iterator[tuple[int, int] | None]:
        if end - start <= 4:
            yield start, end
            return
        yield start, start + 4
        yield None
        yield end - 3, end

    def _is_technical(self, start: int, end: int) -> bool:
        if self.between("noun:tool", start, end) or self.between("noun:trick", start, end):
            return True
        no_tools = self.sets["no_tools"]
        return any(self._is_name(token) and token.key not in no_tools for token in self.tokens[start:end])

    def _is_name(self, token: Token) -> bool:
        """Letters with digits or with capitals inside: YOLOv5, PyTorch; "BBC", "PDF" may be anything."""
        if token.kind != WORD:
            return token.kind == IDENT
        inner = token.raw[1:]
        return not inner.islower() and not token.raw.isupper() and any(char.isupper() for char in inner)

    def _is_named(self, start: int, end: int) -> bool:
        """A capitalised word that is not known as a tool: a newer tool, perhaps."""
        no_tools = self.sets["no_tools"]
        words = self.tokens[max(start, 1) : end]
        return any(token.raw[:1].isupper() and token.key not in no_tools for token in words)
