"""Facts that are phrases: hype, methods, tools, choices; and all that the readers before it find."""

from collections.abc import Iterator

from bot.rules.facts import (
    Choice,
    Cue,
    Framework,
    Hype,
    Mention,
    Method,
    Mitigation,
    Reference,
    SoftHype,
    TeamClaim,
    Trick,
)
from bot.rules.told.openers import Openers
from bot.rules.words.lex import IDENT, WORD
from bot.rules.words.lexicon import Hit

EARLY, REACH = 2, 7  # tokens
PHRASES: tuple[tuple[str, type[Cue]], ...] = (
    ("mitigation", Mitigation),
    ("hype", Hype),
    ("soft_hype", SoftHype),
    ("team_claim", TeamClaim),
    ("noun:tool", Framework),
    ("noun:trick", Trick),
    ("choice", Choice),
    ("reference", Reference),
)


class Reader(Openers):
    """The phrases of one text; partners, lists, methods and references apart from all the others."""

    def all(self) -> Iterator[Cue | Mention]:
        yield from self._phrases()
        yield from self._boasts()
        yield from self._mentions()
        yield from self._held()
        yield from self._weighed()
        yield from self._opener()
        yield from self._own_acts()
        yield from self._togethers()
        yield from self._memberships()

    def methods(self) -> Iterator[Cue]:
        """As in "by caching prompts", "with FP16"; or an act that is a method itself ("distilled")."""
        means, results = self.sets["means"], self.sets["result_acts"]
        for at, key in enumerate(self.keys[:-1]):
            if key in means and self.tokens[at + 1].kind in (WORD, IDENT):
                yield Method(self._span(at, at + 2))
            elif at in self.actions and key not in results:
                yield Method(self._span(at, at + 1))

    def _phrases(self) -> Iterator[Cue]:
        for name, kind in PHRASES:
            for hit in self.hits.get(name, ()):
                if not self._is_look_alike(kind, hit):
                    yield kind(self._span(hit.start, hit.end))

    def _boasts(self) -> Iterator[Cue]:
        """As in "the best wind AI in Europe", "the leading tool of the industry", or hype in another language."""
        praise = self.sets["superlatives"]
        praised = not praise.isdisjoint(self.said)
        if not (praised or self.foreign) or self.counts:
            return
        if self._has_stem(self.sets["hype_stems"]):
            yield Hype(self._span(0, 1))
        for at, key in enumerate(self.keys if praised else ()):
            if key in praise and self._is_of_the_world(at):
                yield Hype(self._span(at, at + 1))

    def _is_of_the_world(self, at: int) -> bool:
        """Praise without a rival: "(best) AI in Europe"; not "(best) paper award in Rome", "most clerks in Rome"."""
        if self.key(at) == "most" and self.key(at - 1) not in ("the", "world", "our"):
            return False
        for to in range(at + 1, min(at + REACH, len(self.tokens) - 1)):
            if self.key(to) in self.sets["no_superlatives"]:
                return False
            if self.key(to) in ("in", "on", "across", "worldwide"):
                after = to + 1 + (self.key(to + 1) in ("the", "our", "this", "whole", "entire"))
                after += self.key(after) in ("whole", "entire")
                named = after < len(self.tokens) and self.tokens[after].raw[:1].isupper()
                return to > at + 1 and (named or self.key(after) in self.sets["wide_world"])
        return False

    def _is_look_alike(self, kind: type[Cue], hit: Hit) -> bool:
        """The magic of "magic numbers"; the within of "repeat calls within 7 days"."""
        if kind is Hype:
            return self.key(hit.end) in self.sets["no_hype"]
        if kind is TeamClaim:  # "working with Solr, Vespa"
            return self.key(hit.start + 1) == "with" and bool(
                self.between("noun:tool", hit.start + 2, hit.end)
            )
        match self.key(hit.start) if kind is Mitigation else "":
            case "chose" if hit.start < EARLY:
                return self.sets["options"].isdisjoint(self.said)  # "chose a shorter model for the cues"
            case "net":
                # "the policy net of the robot"
                return self.tokens[hit.start - 1].kind == WORD and hit.start > 0
            case "within" | "inside":
                return hit.end == hit.start + 1 and self.key(hit.end + 1) in self.sets["windows"]
        return False
