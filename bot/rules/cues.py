"""Facts that are phrases: openers, own acts, teams, outcomes, hype, lists of tools."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import (
    ActionVerb,
    Choice,
    Cue,
    Framework,
    Hype,
    Listing,
    Mention,
    Method,
    Mitigation,
    OwnAct,
    Reference,
    SoftHype,
    Span,
    TeamClaim,
    TeamRole,
    Trick,
    WeakOpener,
)
from bot.rules.lex import IDENT, NUMBER, PUNCT, WORD, Token
from bot.rules.lexicon import HEAD, Hit, Hits, Lexicon
from bot.rules.scene import Scene

PAIR = 2
SELF = frozenset(["i", "ich"])
UNITS = frozenset(["%", "percent", "ms", "s", "points"])
ENDED = frozenset([",", ";", ".", "and", "but", ")", ""])
PARTS = frozenset(["half", "third", "quarter"])
HELD = 5  # tokens
CLOSING = frozenset([".", ":", "(", ")", "\n", ""])
FEWEST = 4
"""Items of a list."""
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


class Reader(Scene):
    """The phrases of one text."""

    def __init__(self, lexicon: Lexicon, low: str, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.low = low
        self.weak = self.starts("weak")
        self.actions = self.starts("action")
        self.teams = self.starts("team_claim")
        self.rooted = not lexicon.heads.isdisjoint([key[:HEAD] for key in hits.said])
        self.roots = self._there(self.sets["team_roots"])
        self.others = self.now = self.where = True

    def _there(self, roots: frozenset[str]) -> tuple[str, ...]:
        """Those of the roots that the text has; most texts begin no word as any of them does."""
        return tuple([root for root in roots if root in self.low]) if self.rooted else ()

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

    def _is_of_other(self, at: int) -> bool:
        if self._is_of_people(at):
            return True
        if not self.others:
            return False
        for back in range(at - 1, max(at - 7, -1), -1):
            token = self.tokens[back]
            if token.key in self.sets["others"]:
                return True
            if token.key in self.sets["others_lead"] or token.kind == NUMBER or token.key in ",;.(":
                return False
        return False

    def _is_of_then(self, at: int) -> bool:
        """As in "it took 6 minutes and now it takes 50 seconds", "0.68 before, 0.77 once it was fixed", "where RAFT
        manages 6", "0.11 by call, with an agent it was 2.40"."""
        to = at + 1 + (self.key(at + 1) in UNITS)
        if self.key(to) in self.sets["earlier"] and self.key(to + 1) in ENDED:
            return True
        lead = at - 1
        while self.key(lead) in self.sets["about"]:
            lead -= 1
        verb = self.tokens[max(lead, 0)]
        if verb.kind != WORD:
            return False
        if self.where and verb.key not in self.lexicon.function and "where" in self.keys[max(at - 8, 0) : at]:
            return True
        if verb.key == "was" and self.key(at - 2) == "it":
            return any(one.kind == NUMBER for one in self.tokens[: at - 2])
        past = self.now and (
            verb.key in self.sets["past_needs"] or self.key(at - 2) in self.sets["past_needs"]
        )
        return past and any(self.key(to) == "now" and self.same_sentence(at, to) for to in range(at, at + 16))

    def _is_of_yardstick(self, at: int) -> bool:
        """As in "7 ms, budget 10", "the card has 6", "well under the 20 that the loop leaves"."""
        lead, before = self.key(at - 1), self.key(at - 2)
        if lead in self.sets["yardsticks"]:
            return True
        if before in self.sets["yardsticks"]:
            return self.tokens[at - 1].kind == WORD
        return lead in ("the", "our") and before in self.sets["inside"]

    def _is_persons_clause(self, at: int) -> bool:
        """As in "generates a report in 40 s; a doctor dictates for 6 minutes"."""
        before = self.keys[max(at - 7, 1) : at]
        if ";" not in before and "." not in before:
            return False
        start = next(to for to in range(at - 1, 0, -1) if self.keys[to] in (";", "."))
        if not any(one.kind == NUMBER for one in self.tokens[:start]):
            return False
        lead = start + 1 + (self.key(start + 1) in ("a", "an", "the", "one"))
        return any(hit.end < at for hit in self.between("noun:role", lead, lead + 1))

    def _is_of_people(self, at: int) -> bool:
        """As in "inspectors found 71 by eye"."""
        verb = self.key(at - 1)
        if self._is_persons_clause(at):
            return True
        known = verb in self.sets["reached"] or verb in self.sets["past_needs"]
        if not known and verb not in ("found", "caught", "find", "get", "spent"):
            return False
        return any(hit.end == at - 1 for hit in self.between("noun:role", at - 4, at - 1))

    def _methods(self) -> Iterator[Cue]:
        """As in "by caching prompts", "with FP16"; or an act that is a method itself ("distilled")."""
        means, results = self.sets["means"], self.sets["result_acts"]
        for at, key in enumerate(self.keys[:-1]):
            if key in means and self.tokens[at + 1].kind in (WORD, IDENT):
                yield Method(self._span(at, at + 2))
            elif at in self.actions and key not in results:
                yield Method(self._span(at, at + 1))

    def _span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

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

    def _listing(self) -> Iterator[Cue]:
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
        if claimed and not any(
            self.between(kind, run[0][0], run[-1][1]) for kind in ("noun:tool", "noun:trick")
        ):
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
        """Letters with digits or with capitals inside: YOLOv5, PyTorch, SVM."""
        inner = token.raw[1:]
        capital = not inner.islower() and any(char.isupper() for char in inner)
        return token.kind == IDENT or (token.kind == WORD and capital)

    def _is_named(self, start: int, end: int) -> bool:
        """A capitalised word that is not known as a tool: a newer tool, perhaps."""
        no_tools = self.sets["no_tools"]
        words = self.tokens[max(start, 1) : end]
        return any(token.raw[:1].isupper() and token.key not in no_tools for token in words)
