"""The first words of a text, and the acts of the writer's own."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import ActionVerb, Cue, OwnAct, WeakOpener
from bot.rules.told.teams import Teams
from bot.rules.words.lex import PUNCT, WORD, Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon

SELF = frozenset(["i", "ich"])


class Openers(Teams):
    """Tells weak openers from acts."""

    def __init__(self, lexicon: Lexicon, low: str, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, low, tokens, hits)
        self.weak = self.starts("weak")
        self.actions = self.starts("action")

    def _first(self) -> int:
        at = 0
        while at < len(self.tokens) and (self.tokens[at].kind == PUNCT or self._is_call(at)):
            at += 1
        return at

    def _is_call(self, at: int) -> bool:
        """A mention of people ("@everyone") in front is no word of the bullet."""
        return at > 0 and self.tokens[at - 1].key == "@" and self.tokens[at - 1].end == self.tokens[at].start

    def _opener(self) -> Iterator[Cue]:
        at = self._first()
        for here in range(at, min(at + 5, len(self.tokens))):
            if (hit := self.weak.get(here)) is not None and not self._hyphened(hit):
                yield WeakOpener(self._span(hit.start, hit.end))
                return
            if here in self.actions and here not in self.teams:
                yield ActionVerb(self._span(here, here + 1))
                return
            if self.tokens[here].key not in self.sets["fillers"]:
                break
        yield from self._foreign_opener(at)

    def _hyphened(self, hit: Hit) -> bool:
        """As in "Part-of-speech tagger", "Engaged in-house experts", "Assisted driving": no opener."""
        if hit.end == hit.start + 1 and self.key(hit.end) in self.sets["no_opener_before"]:
            return True
        ends = (self.tokens[at].end for at in (hit.start, hit.end - 1))
        return any(self.low[end : end + 1] == "-" for end in ends)

    def _own_acts(self) -> Iterator[Cue]:
        """A concrete verb that opens the text, or one right after "I"."""
        first = self._first()
        if self._is_own(first):
            yield OwnAct(self._span(first, first + 1))
        for at, key in enumerate(self.keys[:-1] if not SELF.isdisjoint(self.said) else ()):
            active = key in SELF and self.key(at + 1) not in ("was", "were", "am", "been")
            told = self.key(at + 1) in self.sets["drawn"]
            if active and (told or any(self._is_own(to) for to in (at + 1, at + 2))):
                yield OwnAct(self._span(at, at + 2))
        by = "by" in self.said and (self.teams or self.roots)
        for at in range(first + 1, len(self.keys) - 2 if by else 0):
            if self.keys[at] == "by" and self._is_by_own_act(at + 1):
                yield OwnAct(self._span(at, at + 2))  # "Supported other teams by writing a guide"
        yield from self._after_partner(first)

    def _is_by_own_act(self, at: int) -> bool:
        key = self.key(at)
        made = key.endswith("ing") and f"{key[:-3]}ed" not in self.sets["no_acts"]
        return made and key not in self.sets["vague_means"] and not key.startswith(self.roots)

    def _after_partner(self, first: int) -> Iterator[Cue]:
        """As in "Together with two radiographers, rebuilt the triage": the act follows the partner."""
        if self.key(first) not in self.sets["accompanied"]:
            return
        near = range(first, min(first + 14, len(self.tokens)))
        act = next((at + 1 for at in near if self.key(at) == ","), 0)
        if act and self._is_own(act) and not self.between("metric", act, act + 1):
            yield OwnAct(self._span(act, act + 1))

    def _is_own(self, at: int) -> bool:
        claimed = at in self.weak or at in self.teams or self.key(at).startswith(self.roots)
        if at >= len(self.tokens) or claimed:
            return False
        acts = at in self.actions or self._looks_past(self.tokens[at])
        return acts and not self._for_togetherness(at)

    def _looks_past(self, token: Token) -> bool:
        past = token.kind == WORD and token.key.endswith("ed") and len(token.key) > 4
        return past and token.key not in self.sets["no_acts"]
