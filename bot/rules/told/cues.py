"""Facts that are phrases: openers, own acts, teams, outcomes, hype, lists of tools."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

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
from bot.rules.told.listing import Lists
from bot.rules.words.lex import IDENT, NUMBER, PUNCT, WORD, Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon
from bot.rules.words.scene import once
from bot.rules.words.text import normalise

PAIR = 2
ENGLISH = frozenset(["the", "and", "with", "from", "of", "using", "our", "into"])
VERB_END = 7  # letters of it after its stem
SELF = frozenset(["i", "ich"])
DRAWN = frozenset(
    ["drew", "dug", "swept", "threw", "tore", "redid", "reran", "undid", "sent", "fed", "laid", "reset"]
)
"""Acts of one's own that end in no "ed": "I drew 600 borders"."""
PARTS = frozenset(["half", "third", "quarter"])
HELD, TIMED, REACH = 5, 4, 7  # tokens
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


@cache
def in_order(stems: frozenset[str]) -> tuple[str, ...]:
    """As `startswith` wants them, written as a text is once it is read; made once a lexicon."""
    return tuple(sorted(normalise(stem).low for stem in stems))


class Reader(Lists):
    """The phrases of one text; partners, lists, methods and references apart from all the others."""

    def __init__(self, lexicon: Lexicon, low: str, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, low, tokens, hits)
        self.weak = self.starts("weak")
        self.actions = self.starts("action")

    @once
    def foreign(self) -> bool:
        """Not a word of English grammar: its phrases are looked for in other languages."""
        return ENGLISH.isdisjoint(self.said)

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

    def references(self) -> Iterator[Cue]:
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
            if (
                needed
                or self._is_of_other(at)
                or self._is_of_former(at)
                or self._is_of_then(at)
                or self._is_of_yardstick(at)
            ):
                yield Reference(self._span(at, at + 1))

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
        praised = not self.sets["superlatives"].isdisjoint(self.said)
        if not (praised or self.foreign) or any(token.kind == NUMBER for token in self.tokens):
            return
        if self.foreign and any(stem in self.low for stem in in_order(self.sets["hype_stems"])):
            yield Hype(self._span(0, 1))
        for at, key in enumerate(self.keys):
            if key in self.sets["superlatives"] and self._is_of_the_world(at):
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
                world = named or self.key(after) in self.sets["wide_world"]
                return to > at + 1 and world
        return False

    def _is_look_alike(self, kind: type[Cue], hit: Hit) -> bool:
        """The magic of "magic numbers"; the within of "repeat calls within 7 days"."""
        if kind is Hype:
            return self.key(hit.end) in self.sets["no_hype"]
        if kind is TeamClaim and self.key(hit.start + 1) == "with":
            return bool(self.between("noun:tool", hit.start + 2, hit.end))  # "working with Solr, Vespa"
        if kind is Mitigation and self.key(hit.start) == "chose" and hit.start < PAIR:
            return self.sets["options"].isdisjoint(self.said)  # "chose a shorter model for the cues"
        if kind is Mitigation and self.key(hit.start) == "net":
            return self.tokens[hit.start - 1].kind == WORD and hit.start > 0  # "the policy net of the robot"
        window = (
            kind is Mitigation and self.key(hit.start) in ("within", "inside") and hit.end == hit.start + 1
        )
        return window and self.key(hit.end + 1) in self.sets["windows"]

    def _mentions(self) -> Iterator[Mention]:
        for hit in self.hits.get("metric", ()):
            named = hit.value.silent or self._is_hardware(hit) or self._is_in_a_name(hit)
            if not (named or self._is_of_time(hit)):
                yield Mention(self._span(hit.start, hit.end), hit.value.family, hit.value.id)

    def _is_of_time(self, hit: Hit) -> bool:
        """As in "registrars spend two hours on it": no money."""
        if hit.value.family != "cost" or not self.key(hit.start).startswith("spen"):
            return False
        units = self.between("unit", hit.end, hit.end + TIMED)
        return any(unit.value.dim in ("span", "time") for unit in units)

    def _is_in_a_name(self, hit: Hit) -> bool:
        """As in "speed-bump detector", "claim-cost regression", "price elasticity model", "low-cost airlines",
        "forecasts of power"; not "cost-neutral"."""
        if self.names_a_model(hit) or self.key(hit.end) in self.sets["targeting"]:
            return True
        if hit.value.family == "cost" or hit.value.id in ("energy", "memory"):
            noun = self._is_noun(hit.end)
            tail = self.low[self.tokens[hit.start].start - 1 : self.tokens[hit.start].start] == "-"
            lead = not self.sets["estimating"].isdisjoint(self.keys[max(hit.start - 3, 0) : hit.start])
            if noun and (tail or self.key(hit.end + 1) in self.sets["model_words"]):
                return self.key(hit.start - 1) not in self.sets["holding"] | self.sets["burden_sizes"]
            if lead and self.key(hit.start - 1) in ("of", "for", "electricity", "power"):
                return True
        end = self.tokens[hit.end - 1].end
        joined = self.low[end : end + 1] == "-" and self.low[end + 1 : end + 2].isalpha()
        return joined and self.key(hit.end) not in self.sets["sparing_ends"]

    def _is_noun(self, at: int) -> bool:
        return (
            at < len(self.tokens)
            and self.tokens[at].kind == WORD
            and self.key(at) not in self.lexicon.function
        )

    def _weighed(self) -> Iterator[Mention]:
        """As in "int8", "snappier", "callers wait no longer", "a compact encoder": speed or size, in one word."""
        burdens, sizes = self.sets["burdens"], self.sets["burden_sizes"]
        if burdens.isdisjoint(self.said) and sizes.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if not (key in burdens or key in sizes) or self._is_joined(at):
                continue
            sized = key in sizes and not self.sets["sized_things"].isdisjoint(self.keys[at + 1 : at + 3])
            told = key in burdens and (key not in self.sets["waits"] or self._stands_alone(at))
            if sized or told:
                yield Mention(self._span(at, at + 1), "efficiency", "held")

    def _stands_alone(self, at: int) -> bool:
        """As in "callers wait no longer"; not "pause features", nor "drivers wait 6 minutes less"."""
        after = self.key(at + 1)
        if any(token.kind == NUMBER for token in self.tokens[at + 1 : at + 3]):
            return False
        return not after.isalpha() or after in self.lexicon.function or after in self.sets["holding"]

    def _is_joined(self, at: int) -> bool:
        """As in "waiting-time predictor", "for low-cost microphones": part of another word."""
        start, end, after = self.tokens[at].start, self.tokens[at].end, self.key(at + 1)
        names = after.isalpha() and after not in self.lexicon.function
        return self.low[end : end + 1] == "-" or (names and self.low[max(start - 1, 0) : start] == "-")

    def _held(self) -> Iterator[Mention]:
        """As in "on the same two old servers", "no added infra spend": what it takes, without a number."""
        resources, holding = self.sets["resources"], self.sets["holding"]
        if resources.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if (
                key in resources
                and not self._is_joined(at)
                and any(
                    self.keys[to] in holding and self.same_clause(to, at)
                    for to in range(max(at - HELD, 0), min(at + HELD, len(self.keys)))
                )
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
                break
        yield from self._foreign_opener(at)

    def _foreign_opener(self, at: int) -> Iterator[Cue]:
        """By its stem in any language, as in "Podieľala som sa na", "отвечала за"; or where the verb comes last: "...
        geliştirilmesinde görev aldım"."""
        if at >= len(self.tokens) or self.tokens[at].key in self.lexicon.function:
            return
        start = self.tokens[at].start
        opens = self.low.startswith(in_order(self.sets["weak_stems"]), start)
        if not opens and self.foreign:
            told = re.split(r"[.。!।]", self.low[start:], maxsplit=1)[0].rstrip()
            ends = self.sets["weak_ends"]
            opens = any(told.rfind(end) >= max(len(told) - len(end) - VERB_END, 0) for end in ends)
        if opens:
            yield WeakOpener(self._span(at, at + 1))

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
            told = self.key(at + 1) in DRAWN
            if active and (told or any(self._is_own(to) for to in (at + 1, at + 2))):
                yield OwnAct(self._span(at, at + 2))
        for at in range(
            first + 1, len(self.keys) - 2 if "by" in self.said and (self.teams or self.roots) else 0
        ):
            if self.keys[at] == "by" and self._is_by_own_act(at + 1):
                yield OwnAct(self._span(at, at + 2))  # "Supported other teams by writing a guide"
        yield from self._after_partner(first)

    def _is_by_own_act(self, at: int) -> bool:
        stem = self.key(at).removesuffix("ing")
        made = stem != self.key(at) and f"{stem}ed" not in self.sets["no_acts"]
        return (
            made and self.key(at) not in self.sets["vague_means"] and not self.key(at).startswith(self.roots)
        )

    def _togethers(self) -> Iterator[Cue]:
        """By its root, whatever the phrase: "collaborated", "jointly", "united"; not "collaborative filtering", "put
        together"."""
        names, groups = self.sets["team_names"], self.sets["vague_groups"]
        if not self.roots and names.isdisjoint(self.said) and groups.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            rooted = key.startswith(self.roots) and self._is_of_people_together(at)
            if rooted or (key in self.sets["alongside"] and self._are_departments(at)):
                yield TeamClaim(self._span(at, at + 1))

    def _memberships(self) -> Iterator[Cue]:
        """As in "Part of a global squad of 11", "member of the group that ...", not "part of the tools team"; or said
        in another language, where no number is told: "Spolupráca s rôznymi tímami"."""
        told = self.foreign and any(stem in self.low for stem in in_order(self.sets["team_stems"]))
        if told and not any(token.kind == NUMBER for token in self.tokens):
            yield TeamClaim(self._span(0, 1))
        for at, key in enumerate(self.keys[:HELD] if "of" in self.said else ()):
            if key not in ("part", "member") or self.key(at + 1) != "of":
                continue
            group = next((to for to in range(at + 2, at + 7) if self.key(to) in self.sets["own_groups"]), 0)
            described = not self.sets["group_sizes"].isdisjoint(self.keys[at + 2 : group])
            if group and (described or self.key(group + 1) in self.sets["group_acts"]):
                yield TeamClaim(self._span(at, group + 1))

    def _are_departments(self, at: int) -> bool:
        """As in "with Risk and Ops", "across policy, legal and product": two of them, in a row; "with all related
        members"."""
        row = self.keys[at + 1 : at + 7]
        told = row[row[:1] == ["the"] :]
        if told and told[0] in self.sets["vague_many"]:
            beside = self.key(at) not in ("across", "between")  # "used across all teams"
            return beside and not self.sets["vague_groups"].isdisjoint(told[1:3])
        named = [n for n, key in enumerate(row) if key in self.sets["team_names"]]
        return len(named) > 1 and not self.sets["separators"].isdisjoint(row[named[0] : named[-1]])

    def _is_of_people_together(self, at: int) -> bool:
        if self.key(at - 1) in self.sets["no_togetherness_before"]:
            return False
        if self.key(at + 1) in self.sets["no_togetherness_after"]:
            return False
        if not self.sets["no_persons"].isdisjoint(self.keys[max(at - 8, 0) : at]):
            return False  # "a system in which agents cooperate"
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
        named = comma is not None and self.between("metric", comma + 1, comma + 2)
        if comma is not None and not named and self._is_own(comma + 1):
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
        """As in "Spearheaded cross-functional collaboration", "Kept everyone": only togetherness."""
        if self.key(at) in self.sets["keeping_people"]:
            near = self.keys[at + 1 : at + 4]
            return not self.sets["gathered"].isdisjoint(near) or not self.sets["team_names"].isdisjoint(near)
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

    def partners(self) -> Iterator[Cue]:
        """As in "with the data-engineering lead", "for our fraud team": somebody who can be named."""
        for hit in self.hits.get("noun:role", ()):
            if self.key(hit.end - 1) == "colleagues" or self._is_one_of_many(hit):
                continue
            if name := self._named_as(hit):
                yield TeamRole(self._span(name, hit.end))
                continue
            for at in range(max(hit.start - 4, 1), hit.start + 1):
                if (
                    self.tokens[at - 1].key in self.sets["partners"]
                    and self.tokens[at].key in self.sets["articles"]
                ):
                    yield TeamRole(self._span(at, hit.end))
                    break

    def _named_as(self, hit: Hit) -> int:
        """The name in "with Ines, the head of dispatch", "with dispatcher Aylin": somebody whose role is said."""
        if hit.end < len(self.tokens) and self.key(hit.start - 1) in ("with", "alongside"):
            name = self.tokens[hit.end].raw
            if name[:1].isupper() and name[1:].islower() and not self.key(hit.end - 1).endswith("s"):
                return hit.start
        for at in range(max(hit.start - 4, 1), hit.start):
            name = self.tokens[at].raw
            led = self.key(at - 1) in self.sets["partners"] and self.key(at + 1) in (",", "(")
            if (
                led
                and name[:1].isupper()
                and name[1:].islower()
                and self.key(at) not in self.sets["team_names"]
            ):
                return at
        return 0

    def _is_one_of_many(self, hit: Hit) -> bool:
        """As in "with the doctors and the engineers": groups, nobody in particular."""
        if not self.key(hit.end - 1).endswith("s"):
            return False
        after = self.key(hit.end) in self.sets["separators"]
        ends = (hit.end + 1, hit.end + 4) if after else (hit.start - 4, hit.start)
        listed = after or not self.sets["separators"].isdisjoint(self.keys[max(hit.start - 2, 0) : hit.start])
        return listed and any(self.between(kind, *ends) for kind in ("noun:role", "noun:scope"))

    # lists
