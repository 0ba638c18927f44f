"""Facts that are phrases: openers, own acts, teams, outcomes, hype, lists of tools."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import (
    ActionVerb,
    Choice,
    Cue,
    Framework,
    Hype,
    Mention,
    Method,
    Mitigation,
    OwnAct,
    Reference,
    SoftHype,
    TeamClaim,
    TeamRole,
    Trick,
    WeakOpener,
)
from bot.rules.lex import IDENT, NUMBER, PUNCT, WORD, Token
from bot.rules.lexicon import Hit, Hits, Lexicon
from bot.rules.listing import Lists

PAIR = 2
SELF = frozenset(["i", "ich"])
PARTS = frozenset(["half", "third", "quarter"])
HELD = 5  # tokens
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


class Reader(Lists):
    """The phrases of one text."""

    def __init__(self, lexicon: Lexicon, low: str, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, low, tokens, hits)
        self.weak = self.starts("weak")
        self.actions = self.starts("action")

    def all(self) -> Iterator[Cue | Mention]:
        yield from self._phrases()
        yield from self._mentions()
        yield from self._held()
        yield from self._opener()
        yield from self._own_acts()
        yield from self._togethers()
        yield from self._partners()
        yield from self._listing()
        yield from self._methods()
        yield from self._references()

    def _references(self) -> Iterator[Cue]:
        """As in "the stock detector managed 9", "20 were needed": a number of another system, or of a demand."""
        numbers = [at for at, one in enumerate(self.tokens) if one.kind == NUMBER or one.key in PARTS]
        if len(numbers) < PAIR:
            return
        required = self.sets["required"]
        demanded = not required.isdisjoint(self.said)
        self.others = not self.sets["others"].isdisjoint(self.said)
        self.now, self.where = "now" in self.said, "where" in self.said
        for at in numbers:
            needed = demanded and (self.key(at + 1) in required or self.key(at + 2) in required)
            if needed or self._is_of_other(at) or self._is_of_then(at) or self._is_of_yardstick(at):
                yield Reference(self._span(at, at + 1))

    def _methods(self) -> Iterator[Cue]:
        """As in "by caching prompts", "with FP16"; or an act that is a method itself ("distilled")."""
        means, results = self.sets["means"], self.sets["result_acts"]
        for at, key in enumerate(self.keys[:-1]):
            if key in means and self.tokens[at + 1].kind in (WORD, IDENT):
                yield Method(self._span(at, at + 2))
            elif at in self.actions and key not in results:
                yield Method(self._span(at, at + 1))

    def _phrases(self) -> Iterator[Cue]:
        for name, kind in PHRASES:
            for hit in self.hits.get(name, []):
                if not self._is_look_alike(kind, hit):
                    yield kind(self._span(hit.start, hit.end))

    def _is_look_alike(self, kind: type[Cue], hit: Hit) -> bool:
        """The magic of "magic numbers"; the within of "repeat calls within 7 days"."""
        if kind is Hype:
            return self.key(hit.end) in self.sets["no_hype"]
        window = (
            kind is Mitigation and self.key(hit.start) in ("within", "inside") and hit.end == hit.start + 1
        )
        return window and self.key(hit.end + 1) in self.sets["windows"]

    def _mentions(self) -> Iterator[Mention]:
        for hit in self.hits.get("metric", []):
            if not (hit.value.silent or self._is_hardware(hit) or self.names_a_model(hit)):
                yield Mention(self._span(hit.start, hit.end), hit.value.family, hit.value.id)

    def _held(self) -> Iterator[Mention]:
        """As in "on the same two old servers", "no added infra spend": what it takes, without a number."""
        resources, holding = self.sets["resources"], self.sets["holding"]
        if resources.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key in resources and any(
                self.keys[to] in holding and self.same_clause(to, at)
                for to in range(max(at - HELD, 0), min(at + HELD, len(self.keys)))
            ):
                yield Mention(self._span(at, at + 1), "efficiency", "held")

    def _is_hardware(self, hit: Hit) -> bool:
        """Naming a card says nothing of cost; "without more machines" does."""
        if hit.value.kind != "machines":
            return False
        if {self.key(hit.start - 1), self.key(hit.start), self.key(hit.start - 2)} & self.sets[
            "same_as_before"
        ]:
            return False
        return not self.between("noun:release", hit.start - 4, hit.end + 5)

    # the first words

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
                return

    def _hyphened(self, hit: Hit) -> bool:
        """As in "Part-of-speech tagger" does not open with "part of"."""
        return self.low[self.tokens[hit.start].end : self.tokens[hit.start].end + 1] == "-"

    def _own_acts(self) -> Iterator[Cue]:
        """A concrete verb that opens the text, or one right after "I"."""
        first = self._first()
        if self._is_own(first):
            yield OwnAct(self._span(first, first + 1))
        for at, key in enumerate(self.keys[:-1] if not SELF.isdisjoint(self.said) else ()):
            active = key in SELF and self.key(at + 1) not in ("was", "were", "am", "been")
            if active and any(self._is_own(to) for to in (at + 1, at + 2)):
                yield OwnAct(self._span(at, at + 2))
        yield from self._after_partner(first)

    def _togethers(self) -> Iterator[Cue]:
        """By its root, whatever the phrase: "collaborated", "jointly", "united"; not "collaborative filtering", "put
        together"."""
        if not self.roots and self.sets["team_names"].isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            rooted = key.startswith(self.roots) and self._is_of_people_together(at)
            if rooted or (key in self.sets["alongside"] and self._are_departments(at)):
                yield TeamClaim(self._span(at, at + 1))

    def _are_departments(self, at: int) -> bool:
        """As in "with Risk and Ops", "across policy, legal and product": two of them, in a row."""
        row = self.keys[at + 1 : at + 7]
        named = [n for n, key in enumerate(row) if key in self.sets["team_names"]]
        return len(named) > 1 and not self.sets["separators"].isdisjoint(row[named[0] : named[-1]])

    def _is_of_people_together(self, at: int) -> bool:
        if self.key(at - 1) in self.sets["no_togetherness_before"]:
            return False
        if self.key(at + 1) in self.sets["no_togetherness_after"]:
            return False
        if (self.key(at), self.key(at + 1)) != ("together", "with") or at < 2:
            return True  # "the cache, together with int8" speaks of no people
        return any(
            self.between(kind, at + 2, at + 6) for kind in ("noun:role", "noun:audience", "noun:scope")
        )

    def _after_partner(self, first: int) -> Iterator[Cue]:
        """As in "Together with two radiographers, rebuilt the triage": the act follows the partner."""
        if first >= len(self.tokens) or self.tokens[first].key not in self.sets["accompanied"]:
            return
        comma = next(
            (at for at in range(first, min(first + 14, len(self.tokens))) if self.key(at) == ","), None
        )
        if comma is not None and self._is_own(comma + 1):
            yield OwnAct(self._span(comma + 1, comma + 2))

    def _is_own(self, at: int) -> bool:
        if (
            at >= len(self.tokens)
            or at in self.weak
            or at in self.teams
            or self.key(at).startswith(self.roots)
        ):
            return False
        if self._for_togetherness(at):
            return False
        return at in self.actions or self._looks_past(self.tokens[at])

    def _for_togetherness(self, at: int) -> bool:
        """As in "Spearheaded cross-functional collaboration": the act itself is only togetherness."""
        roots = self._there(self.sets["together"])
        if not roots and "together" not in self.said:
            return False
        lead = ""
        for token in self.tokens[at + 1 : at + 6]:
            if token.kind == PUNCT or token.key in ("in", "with", "by", "for"):
                return False
            if token.key.startswith(roots) or (token.key == "together" and lead in self.sets["gathered"]):
                return True
            lead = token.key
        return False

    def _looks_past(self, token: Token) -> bool:
        return (
            token.kind == WORD
            and token.key.endswith("ed")
            and len(token.key) > 4
            and token.key not in self.sets["no_acts"]
        )

    def _partners(self) -> Iterator[Cue]:
        """As in "with the data-engineering lead", "for our fraud team": somebody who can be named."""
        for hit in self.hits.get("noun:role", []):
            if self.key(hit.end - 1) == "colleagues" or self._is_one_of_many(hit):
                continue
            for at in range(max(hit.start - 4, 1), hit.start + 1):
                if (
                    self.tokens[at - 1].key in self.sets["partners"]
                    and self.tokens[at].key in self.sets["articles"]
                ):
                    yield TeamRole(self._span(at, hit.end))
                    break

    def _is_one_of_many(self, hit: Hit) -> bool:
        """As in "with the doctors and the engineers": groups, nobody in particular."""
        if not self.key(hit.end - 1).endswith("s"):
            return False
        after = self.key(hit.end) in self.sets["separators"]
        ends = (hit.end + 1, hit.end + 4) if after else (hit.start - 4, hit.start)
        listed = after or not self.sets["separators"].isdisjoint(self.keys[max(hit.start - 2, 0) : hit.start])
        return listed and any(self.between(kind, *ends) for kind in ("noun:role", "noun:scope"))

    # lists
