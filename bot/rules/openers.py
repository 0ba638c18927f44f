"""The first words of a text, the acts of the writer's own, and what the lexicon's phrases say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from bot.rules.facts import Cue, Mention, Span
from bot.rules.words.lexicon import Hit, Hits, Lexicon
from bot.rules.words.scene import Scene, once
from bot.rules.words.tokens import IDENT, PUNCT, WORD, Token, normalise

SELF = frozenset(["i", "ich"])
PARTNERED = frozenset(["with", "for", "alongside"])
VERB_END = 7  # letters of it after its stem
LEADS = 5  # tokens
PHRASES: Mapping[str, str] = {
    "soft_hype": "soft_hype",
    "noun:tool": "framework",
    "noun:trick": "trick",
    "choice": "choice",
}


class Openers(Scene):
    """Reads one text."""

    def __init__(self, lexicon: Lexicon, low: str, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.low = low
        self.weak = self.starts("weak")
        self.actions = self.starts("action")
        self.teams = self.starts("team_claim")

    def all(self) -> Iterator[Cue | Mention]:
        """Openers, own acts, mentions of metrics, tools, tricks and choices."""
        for kind, name in PHRASES.items():
            for hit in self.hits.get(kind, ()):
                yield Cue(self._span(hit.start, hit.end), name)
        for hit in self.hits.get("metric", ()):
            if not (hit.value.silent or self.names_a_model(hit)):
                yield Mention(self._span(hit.start, hit.end), hit.value.family, hit.value.id)
        yield from self._opener()
        yield from self._own_acts()

    def methods(self) -> Iterator[Cue]:
        """As in "by caching prompts", "with FP16"; or an act that is a method itself ("distilled")."""
        means, results = self.sets["means"], self.sets["result_acts"]
        for at, key in enumerate(self.keys[:-1]):
            if key in means and self.tokens[at + 1].kind in (WORD, IDENT):
                yield Cue(self._span(at, at + 2), "method")
            elif at in self.actions and key not in results:
                yield Cue(self._span(at, at + 1), "method")

    def partners(self) -> Iterator[Cue]:
        """As in "with the data-engineering lead": somebody who can be named."""
        for hit in self.hits.get("noun:role", ()):
            if not PARTNERED.isdisjoint(self.keys[max(hit.start - 3, 0) : hit.start]):
                yield Cue(self._span(hit.start, hit.end), "team_role")

    def _span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

    @once
    def first(self) -> int:
        """The first word; a mention of people ("@everyone") in front is none."""
        at = 0
        while at < len(self.tokens) and (self.tokens[at].kind == PUNCT or self._is_call(at)):
            at += 1
        return at

    def _is_call(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].key == "@" and self.tokens[at - 1].end == self.tokens[at].start

    def _opener(self) -> Iterator[Cue]:
        for at in range(self.first, min(self.first + LEADS, len(self.tokens))):
            if (hit := self.weak.get(at)) is not None and not self._is_hyphened(hit):
                yield Cue(self._span(hit.start, hit.end), "weak_opener")
                return
            if at in self.actions and at not in self.teams:
                yield Cue(self._span(at, at + 1), "action_verb")
                return
            if self.tokens[at].key not in self.sets["fillers"]:
                break
        yield from self._foreign_opener(self.first)

    def _is_hyphened(self, hit: Hit) -> bool:
        """As in "Part-of-speech tagger", "Engaged in-house experts", "Assisted driving": no opener."""
        if hit.end == hit.start + 1 and self.key(hit.end) in self.sets["no_opener_before"]:
            return True
        ends = (self.tokens[at].end for at in (hit.start, hit.end - 1))
        return any(self.low[end : end + 1] == "-" for end in ends)

    def _own_acts(self) -> Iterator[Cue]:
        """A concrete verb that opens the text, or one right after "I"."""
        if self._is_own(self.first):
            yield Cue(self._span(self.first, self.first + 1), "own_act")
        for at, key in enumerate(self.keys[:-1] if not SELF.isdisjoint(self.said) else ()):
            if key in SELF and (self.key(at + 1) in self.sets["drawn"] or self._is_own(at + 1)):
                yield Cue(self._span(at, at + 2), "own_act")

    def _is_own(self, at: int) -> bool:
        if at >= len(self.tokens) or at in self.weak or at in self.teams:
            return False
        token = self.tokens[at]
        past = token.kind == WORD and token.key.endswith("ed") and len(token.key) > 4
        return at in self.actions or (past and token.key not in self.sets["no_acts"])

    def _foreign_opener(self, at: int) -> Iterator[Cue]:
        """By its stem in any language, as in "Podieľala som sa na", "отвечала за"; or where the verb comes last: "...
        geliştirilmesinde görev aldım"."""
        if at >= len(self.tokens) or self.tokens[at].key in self.lexicon.function:
            return
        text = self.low[self.tokens[at].start :]
        stems = _by_head(self.sets["weak_stems"]).get(_head(text), ())
        foreign = self.sets["english"].isdisjoint(self.said)
        if not (stems or foreign):
            return
        said = " ".join(text.split())
        opens = said.startswith(stems)
        if not opens and foreign:
            told = re.split(r"[.。!।]", said, maxsplit=1)[0].rstrip()
            ends = self.sets["weak_ends"]
            opens = any(told.rfind(end) >= max(len(told) - len(end) - VERB_END, 0) for end in ends)
        if opens:
            yield Cue(self._span(at, at + 1), "weak_opener")


@cache
def _by_head(stems: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Stems as a text is written once it is read, by how they begin: most texts begin as none of them does."""
    ordered = sorted(normalise(stem).low for stem in stems)
    return {head: tuple(some) for head, some in groupby(ordered, _head)}


def _head(text: str) -> str:
    return text[:2].strip()
