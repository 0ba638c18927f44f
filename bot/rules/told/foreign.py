"""Phrases of other languages, known by their stems."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from bot.rules.facts import Cue, WeakOpener
from bot.rules.told.listing import Lists
from bot.rules.words.lex import NUMBER
from bot.rules.words.scene import once
from bot.rules.words.text import normalise

VERB_END = 7  # letters of it after its stem


@cache
def in_order(stems: frozenset[str]) -> tuple[str, ...]:
    """As `startswith` wants them, written as a text is once it is read; made once a lexicon."""
    return tuple(sorted(normalise(stem).low for stem in stems))


@cache
def by_head(stems: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """By how they begin: most texts begin as none of them does."""
    return {head: tuple(some) for head, some in groupby(in_order(stems), _head)}


def _head(text: str) -> str:
    return text[:2].strip()


class Foreign(Lists):
    """Reads what English phrases do not cover."""

    @once
    def foreign(self) -> bool:
        """Not a word of English grammar: its phrases are looked for in other languages."""
        return self.sets["english"].isdisjoint(self.said)

    @once
    def counts(self) -> bool:
        return any(token.kind == NUMBER for token in self.tokens)

    def _has_stem(self, stems: frozenset[str]) -> bool:
        return self.foreign and any(stem in self.low for stem in in_order(stems))

    def _foreign_opener(self, at: int) -> Iterator[Cue]:
        """By its stem in any language, as in "Podieľala som sa na", "отвечала за"; or where the verb comes last: "...
        geliştirilmesinde görev aldım"."""
        if at >= len(self.tokens) or self.tokens[at].key in self.lexicon.function:
            return
        text = self.low[self.tokens[at].start :]
        stems = by_head(self.sets["weak_stems"]).get(_head(text), ())
        if not (stems or self.foreign):
            return
        said = " ".join(text.split())
        opens = said.startswith(stems)
        if not opens and self.foreign:
            told = re.split(r"[.。!।]", said, maxsplit=1)[0].rstrip()
            ends = self.sets["weak_ends"]
            opens = any(told.rfind(end) >= max(len(told) - len(end) - VERB_END, 0) for end in ends)
        if opens:
            yield WeakOpener(self._span(at, at + 1))
