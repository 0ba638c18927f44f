"""Facts of longer texts (stories, summaries, written answers): own acts, end states, phrases with their place.

Phrases come from the pack's own `cues`. A phrase stands in the `opening` (before the first own act), the `acting`
or the `closing` part; labelled sections say their part themselves."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from bot.rules.duties import Duties
from bot.rules.facts import (
    Amount,
    Context,
    EndState,
    Fact,
    FirstPersonAct,
    Lesson,
    Measure,
    PartnerAct,
    Phrase,
    Value,
)
from bot.rules.lessons import Lessons
from bot.rules.lex import IDENT, NUMBER, Token
from bot.rules.lexicon import Hit, Hits, Lexicon
from bot.rules.persons import People
from bot.rules.scene import Scene
from bot.rules.sentences import PLURAL, Sentence, amounts, sections, sentences, span_of
from bot.rules.text import Normal

OPENING, ACTING, CLOSING = "opening", "acting", "closing"
HEAD = 6  # tokens
AUXILIARIES = frozenset(["was", "were", "is", "are", "had", "has", "have"])
FAR = 40  # tokens from the first verb to another act of the same sentence
PEOPLE = ("noun:role", "noun:audience", "other_role", "other_people")
PLACES = ("scope", "machine", "audience")
PARTS = {"situation": OPENING, "task": OPENING, "action": ACTING, "result": CLOSING, "lesson": CLOSING}


class Narrator(Scene):
    """Reads one longer text; `cues` are the names of the pack's phrases."""

    def __init__(
        self,
        lexicon: Lexicon,
        normal: Normal,
        tokens: Sequence[Token],
        hits: Hits,
        values: Sequence[Value],
        measures: Sequence[Measure],
    ) -> None:
        super().__init__(lexicon, tokens, hits)
        self.normal = normal
        self.values = values
        self.measures = [fact for fact in measures if not fact.training]
        self.sentences = sentences(tokens)
        self.actions = self.starts("action")
        self.lessons = Lessons(lexicon, tokens, hits)
        self.present = False
        self.acting = self._acted()
        if not self.found("hollow"):  # told in the present: "I collect", "I add"
            self.present = True
            now = self._acted()
            self.present = len(now) >= 2 * len(self.acting) + 1
            self.acting = now if self.present else self.acting

    @cached_property
    def unfinished(self) -> bool:
        """The work itself stayed without an end, not only its second part: what is told beside that is none."""
        later = (one for at, one in enumerate(self.sentences) if self._part(at) != OPENING)
        return any(self._has("stranded", one) and not self._is_of_more(one) for one in later)

    def _is_of_more(self, one: Sentence) -> bool:
        return any(self.key(at) in self.sets["further_parts"] for at in range(one.first, one.last))

    def _leads(self, at: int, one: Sentence) -> bool:
        """The result stands in front: "The error was reduced from 31 cm to 18 cm", then how it came about."""
        if at or one.label or not self.acting or self.acting[0] < 2:
            return False
        start, end = span_of(self.tokens, one.first, one.last)
        return any(
            start <= fact.span[0] < end
            and fact.shape == "change"
            and fact.good >= 0
            and fact.family != "business"
            for fact in self.measures
        )

    @cached_property
    def praises(self) -> bool:
        """A text of praise: a third of its sentences is, and no number says anything."""
        hollow = sum(self._has("hollow", one) for one in self.sentences)
        return hollow > 1 and 3 * hollow >= len(self.sentences) and not self.measures

    def _acted(self) -> list[int]:
        if self.praises:
            return []
        return [at for at, one in enumerate(self.sentences) if self._own_act(one) is not None]

    def all(self, cues: Sequence[str]) -> Iterator[Fact]:
        yield from amounts(self.normal, self.tokens, self.sentences)
        yield Amount((0, len(self.normal.flat)), "numbers", len(self.values))
        yield Amount((0, len(self.normal.flat)), "late_numbers", self._late_numbers())
        yield from sections(self.tokens, self.sentences)
        for at in self.acting:
            act = self._own_act(self.sentences[at])
            assert act is not None  # noqa: S101 # only sentences with an act are listed
            yield FirstPersonAct(span_of(self.tokens, act, min(act + 2, len(self.tokens))))
        yield from self._phrases(cues)
        yield from self._duties()
        yield from self._learned()
        yield from self._context()
        people = [*People(self.lexicon, self.tokens, self.hits, self.sentences).all()]
        yield from people
        yield from self._ends([fact.span[0] for fact in people if isinstance(fact, PartnerAct)])

    def _part(self, at: int) -> str:
        """Which part of the text its sentence number `at` is."""
        label = self.sentences[at].label
        if label:
            return PARTS[label]
        if not self.acting:
            return OPENING if 2 * at < len(self.sentences) else CLOSING
        if at < self.acting[0]:
            return OPENING
        return CLOSING if at > self.acting[0] and 2 * at >= len(self.sentences) - 1 else ACTING

    def _phrases(self, cues: Sequence[str]) -> Iterator[Phrase]:
        for at, one in enumerate(self.sentences):
            hollow = self._has("hollow", one)
            for name in cues:
                if hollow and name == "problem":
                    continue
                for hit in self.between(name, one.first, one.last):
                    if name != "hollow" and self._is_part("hollow", hit):
                        continue
                    if name == "problem" and self._is_part("no_problem", hit):
                        continue
                    yield Phrase(span_of(self.tokens, hit.start, hit.end), name, self._part(at))

    def _duties(self) -> Iterator[Fact]:
        for duties in self.owed.values():
            yield from duties

    @cached_property
    def owed(self) -> Mapping[int, Sequence[Fact]]:
        """The duties by the first token of their sentence, where it holds any."""
        reader = Duties(self.lexicon, self.tokens, self.hits)
        last = self.acting[-1] if self.acting else len(self.sentences)
        found = {
            one.first: [*reader.within(one, early=at <= last)]
            for at, one in enumerate(self.sentences)
            if not self._has("hollow", one)
        }
        return {first: duties for first, duties in found.items() if duties}

    def _learned(self) -> Iterator[Fact]:
        for one in self.sentences:
            if not self._has("hollow", one):
                yield from self.lessons.faults(one)
            firm = self.lessons.is_firm(one)
            for start in self.taught.get(one.first, ()):
                yield Lesson(span_of(self.tokens, start, one.last), firm)

    @cached_property
    def taught(self) -> Mapping[int, Sequence[int]]:
        """Where a lesson begins, by the first token of its sentence."""
        later = [
            (one, self._part(at))
            for at, one in enumerate(self.sentences)
            if self._part(at) != OPENING and not self._has("hollow", one)
        ]
        return {
            one.first: [*self.lessons.lessons(one, closing=part == CLOSING, present=self.present)]
            for one, part in later
        }

    def _is_part(self, name: str, hit: Hit) -> bool:
        """The problem of "problem solver" is none, nor is that of "with nobody noticing it"."""
        near = self.between(name, hit.start - 3, hit.start + 1)
        return any(one.start <= hit.start and hit.end <= one.end for one in near)

    def _has(self, name: str, one: Sentence) -> bool:
        return bool(self.between(name, one.first, one.last))

    # own acts

    def _own_act(self, one: Sentence) -> int | None:
        """The token at which the first concrete act of the writer begins in a sentence, if there is one."""
        if self._has("hollow", one):
            return None
        for at in range(one.first, one.last):
            if (
                self.key(at) in ("i", "i've", "i'd")
                and self._is_telling(at)
                and self._acts_after(at, one.last)
            ):
                return at
        first = one.first
        silent = one.label == "action" or not self._speaks_of_self() or self._opens_bare(first, one)
        if silent and self._is_done(first) and self._is_bare(one):
            return first
        return None

    def _opens_bare(self, at: int, one: Sentence) -> bool:
        """The first sentence may leave the "I" out; "Automated checks fail often" has a subject of its own."""
        if self.key(at) in self.sets["only_acts"] or self._takes_object(at) or self._goes_on(at, one.last):
            return True
        return at == 0 and not self._has("problem", one)

    def _takes_object(self, at: int) -> bool:
        """As in "pulled 600 bad answers", "rewrote the chunker", not "Automated checks", "Dropped 9 points"."""
        key = self.key(at)
        if at in self.starts("direction") or not (key.endswith("ed") or key in self.sets["past"]):
            return False
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is not None and (
            after.kind in (NUMBER, IDENT)
            or after.raw[:1].isupper()
            or after.key in self.sets["objects"]
            or not self._has_verb(at + 1)
        )

    def _has_verb(self, at: int) -> bool:
        """As in "checks fail often", "hits rose": what stood before was no act."""
        for here in range(at, at + HEAD):
            key = self.key(here)
            if not key.isalpha() or key in self.sets["cutting_in"]:
                return False
            if key in AUXILIARIES or (here > at and self._is_verb(here)):
                return True
        return False

    def _is_verb(self, at: int) -> bool:
        key = self.key(at)
        return (
            self._is_finite(at)
            or at in self.starts("direction")
            or key.removesuffix("s") in self.sets["finite"]
        )

    def _goes_on(self, at: int, end: int) -> bool:
        """As in "Read the old code, designed a type, wrote tests": one act after the other, with no subject."""
        first, moves = self.key(at), self.starts("direction")
        if at in moves or not (first.endswith("ed") or first in self.sets["past"] or first == "read"):
            return False
        later = (here for here in range(at + 2, end) if self.key(here - 1) in (",", "and"))
        return any(self._is_done(here) and here not in moves for here in later)

    def _is_telling(self, at: int) -> bool:
        """Not the ground for something else, as in "two days after I ramped the model, orders fell"."""
        return self.key(at - 1) not in self.sets["grounds"]

    def _acts_after(self, at: int, end: int) -> bool:
        """Also with a later verb: "I said sorry, reverted it, then wrote a test"."""
        if self._does(at + 1, end):
            return True
        later = (
            here for here in range(at + 2, min(end, at + FAR)) if self.key(here - 1) in (",", "then", "and")
        )
        said = self.key(at + 1) in self.sets["speaking"]
        return any(
            (said and here in self.actions)
            or (self._is_next_act(here) and {"which", "who", "that"}.isdisjoint(self.keys[at:here]))
            for here in later
        )

    def _is_next_act(self, at: int) -> bool:
        """As in "I spent two nights there, collected 6k frames", not "the model, trained on 6k frames"."""
        if self.key(at + 1) in ("by", "on", "in", "with", "for", "as", "from", ",", "."):
            return False
        past = self.key(at).endswith("ed") or self.key(at) in self.sets["past"]
        return past and self._is_done(at)

    def _speaks_of_self(self) -> bool:
        return any(token.key == "i" for token in self.tokens)

    def _is_bare(self, one: Sentence) -> bool:
        """An act without a subject: "Took heap dumps, ...", not "Confirmed hits rose"."""
        moves = [
            hit
            for hit in self.between("direction", one.first + 1, min(one.first + 5, one.last))
            if hit.value in ("up", "down", "worse")
        ]
        return one.label == "action" or all("," in self.keys[one.first : hit.start] for hit in moves)

    def _does(self, at: int, end: int) -> bool:
        """Past small words, a verb of doing: "I have then rebuilt", "I re-split"."""
        for here in range(at, min(at + 4, end)):
            back = self.key(here + 1) in ("back", "forward", "for")  # "I look back on it"
            if self._is_done(here) or (
                self.present and self.key(here) in self.sets["present_acts"] and not back
            ):
                return True
            if self._is_hyphened(here) and self.key(here + 1).endswith("ed"):
                return True  # "right-sized", "force-aligned"
            if self.key(here) not in self.sets["between_acts"]:
                return False
        return False

    def _is_hyphened(self, at: int) -> bool:
        end = self.tokens[at].end
        return self.normal.flat[end : end + 1] == "-"

    def _is_done(self, at: int) -> bool:
        key = self.key(at)
        if key in ("moved", "switched") and self._is_about_places(at):
            return False
        if key == "joined" and not self._is_about_places(at):
            near = {self.key(here) for here in range(at + 2, at + 7)}
            return self.key(at + 1) in self.sets["articles"] or not near.isdisjoint(
                ("to", "with", "on", "against")
            )
        if key in self.sets["no_own_acts"] or key in self.sets["no_acts"]:
            return False
        if key in ("took", "gave") and self.key(at + 1) in ("part", "input", "feedback", "support"):
            return False
        if key == "used" and self.key(at + 1) == "to":
            return False
        return at in self.actions or key in self.sets["acts"] or (key.endswith("ed") and len(key) > 3)

    def _is_about_places(self, at: int) -> bool:
        """As in "I moved to another group", "I joined the company"."""
        near = {self.key(here) for here in range(at + 1, at + 7)}
        return not near.isdisjoint(self.sets["places_of_work"])

    # the situation

    def _context(self) -> Iterator[Context]:
        """What is told before the first own act, about something else than the writer: a context."""
        if self._went_wrong():
            yield Context(span_of(self.tokens, self.sentences[0].first, self.sentences[0].last))
        for one in self._after_first_act():
            if self._has("problem", one) and self.key(one.first) not in self.sets["own_openers"]:
                yield Context(span_of(self.tokens, one.first, one.last))
        opening = self.sentences[: self.acting[0] + 1] if self.acting else []
        for one in opening:
            first = next((at for at in range(one.first, one.last) if self.key(at) in ("i", "i'd", "i've")), 0)
            if end := self._clause_before(one, first):
                yield Context(span_of(self.tokens, one.first, end))
        for one in self._before_acting():
            if self._has("hollow", one):
                continue
            own = self.key(one.first) in self.sets["own_openers"] or self._has("goal", one)
            own = own or self._is_wish(one.first) or self._is_of_teller(one)
            own = own or (self.key(one.first) == "we" and self._is_done(one.first + 1))
            told = not own and one.last - one.first >= 5 and self._is_told(one)
            if told or (own and (self._gives_cause(one) or self._is_seen(one))):
                yield Context(span_of(self.tokens, one.first, one.last))

    def _after_first_act(self) -> list[Sentence]:
        """What came of an act that stands in front: "I updated all arms. Two of them grabbed the wrong box"."""
        if len(self.acting) < 2 or self.acting[0] > 0:
            return []
        return self.sentences[1 : self.acting[1]]

    def _clause_before(self, one: Sentence, at: int) -> int:
        """Where the clause ends that gives the problem: "People skipped 4 of 10 songs, so I gathered sessions"."""
        joined = self.key(at - 1) in ("so", ",", ";", "therefore", "thus", "and", "but")
        if not joined:
            return 0
        keys = self.keys[one.first : at]
        if self.between("problem", one.first, at) and "i" not in keys:
            return at
        if at - one.first < HEAD:
            return 0
        told = any(self._is_finite(here) for here in range(one.first, at))
        return at if told and {"i", "we", "my"}.isdisjoint(keys) else 0

    def _is_finite(self, at: int) -> bool:
        key = self.key(at)
        known = key in self.sets["finite"] or key in self.sets["past"]
        return known or (key.endswith("ed") and at not in self.actions)

    def _went_wrong(self) -> bool:
        """As in "I shipped a ranker on a Friday and orders fell 9 %": the act is the problem."""
        if not self.acting or self.acting[0] > 1:
            return False
        one = self.sentences[self.acting[0]]
        act = self._own_act(one)
        if act is not None and any(
            not {"and", "but", "which", "that", "because"}.isdisjoint(self.keys[act : hit.start])
            for hit in self.between("problem", act, one.last)
        ):
            return True
        end = span_of(self.tokens, self.sentences[0].first, self.sentences[0].last)[1]
        return any(one.good < 0 and one.span[0] < end for one in self.measures)

    def _is_wish(self, at: int) -> bool:
        """As in "Needed kernels for the new unit", "We wanted to know whether it was good enough"."""
        at += self.key(at) in PLURAL
        return self.key(at) in ("needed", "wanted", "wished", "hoped")

    def _is_of_teller(self, one: Sentence) -> bool:
        """As in "In my internship I was part of the team"; not "When I joined the bank, scoring took ..."."""
        for at in range(one.first, min(one.first + 2 * HEAD, one.last)):
            if self.key(at) == "i" and self.key(at - 1) not in self.sets["grounds"]:
                return self.key(at + 1) in (
                    "was",
                    "am",
                    "worked",
                    "work",
                    "had",
                    "got",
                    "studied",
                ) and not self._has("problem", one)
        return False

    def _is_seen(self, one: Sentence) -> bool:
        """As in "I noticed that the run would cost a quarter of a million"."""
        seen = self.key(one.first + 1) in ("noticed", "saw", "realised", "realized", "heard")
        return seen and self.key(one.first + 2) == "that"

    def _before_acting(self) -> list[Sentence]:
        """Without any act the first half, if it is about something and not about the teller."""
        if self.acting:
            return self.sentences[: self.acting[0]]
        half = self.sentences[: (len(self.sentences) + 1) // 2]
        if self.praises:
            return []
        return [one for one in half if self._is_of_others(one)]

    def _is_of_others(self, one: Sentence) -> bool:
        """Not what "we" or the teller were: "In the project we were eight persons of four countries"."""
        if self.key(one.first) in ("we", "us"):
            return False
        return not any(
            self.key(at) in ("we", "i", "my") for at in range(one.first, min(one.first + HEAD, one.last))
        )

    def _is_told(self, one: Sentence) -> bool:
        """Something happens in it, to somebody else; not a bare name of a thing, nor an act of the teller."""
        if self._opens_with_act(one):
            return False
        return any(self._is_finite(at) for at in range(one.first, one.last)) or self._opens_with_people(one)

    def _opens_with_people(self, one: Sentence) -> bool:
        """As in "Support agents paste answers from a wiki": told in the present."""
        people = (hit for kind in PEOPLE for hit in self.between(kind, one.first, one.first + 3))
        return any(
            self.key(hit.end - 1).endswith(("s", "men")) and self.key(hit.end).isalpha() for hit in people
        )

    def _opens_with_act(self, one: Sentence) -> bool:
        """As in "Realised the migration of the forecast": an act without its subject."""
        act = self.key(one.first).endswith("ed") or one.first in self.actions
        return act and self.key(one.first + 1) in self.sets["articles"]

    def _gives_cause(self, one: Sentence) -> bool:
        """As in "I wanted to replace it, since operators were getting 900 alerts a week"."""
        causes = [at for at in range(one.first, one.last) if self.key(at) in ("since", "because", "as")]
        return any(self.between("noun:role", at, at + 4) for at in causes)

    # the end

    def _ends(self, partners: Sequence[int]) -> Iterator[EndState]:
        """`partners` are the places at which somebody else acts: such a sentence is no end by itself."""
        if self.praises:
            return
        for at, one in enumerate(self.sentences):
            if self._part(at) == OPENING or (one.label and one.label != "result"):
                if self._leads(at, one):
                    yield EndState(span_of(self.tokens, one.first, one.last), self._is_counted(one))
                continue
            if self._is_open(one) or self._has("hollow", one) or self._is_lesson(one):
                continue
            if one.label == "result" or self._ended(at, one) or self._closes(at, one, partners):
                yield EndState(span_of(self.tokens, one.first, one.last), self._is_counted(one))

    def _is_open(self, one: Sentence) -> bool:
        pending = (hit for hit in self.between("pending", one.first, one.last) if not self._is_past(hit))
        return any(pending) or self._has("stranded", one)

    def _is_past(self, hit: Hit) -> bool:
        """As in "the next winter": it has been."""
        return self.key(hit.start) == "next" and self.key(hit.start - 1) in ("the", "by")

    def _late_numbers(self) -> int:
        """Numbers in the last sentence that say how much, not in how many places or on what."""
        last = self.sentences[1:][-1:]
        return sum(
            one.first <= value.first < one.last
            and value.quantity.noun not in PLACES
            and self._is_number(value)
            for one in last
            for value in self.values
        )

    def _is_lesson(self, one: Sentence) -> bool:
        """What changed in the writer's practice is no result, unless one is told before it."""
        starts = [hit.start for hit in self.between("practice", one.first, one.last)]
        starts += self.taught.get(one.first, ())
        endings = self.between("ending", one.first, one.last)
        if (
            not starts or min(starts) > one.first + HEAD
        ):  # "New items were visible again, and I no longer ..."
            return False
        return not (endings and endings[0].start < min(starts))

    def _ended(self, at: int, one: Sentence) -> bool:
        if not self.acting and one.first in self.owed:
            return False
        if self._part(at) == CLOSING and self._has("ending", one) and not self.unfinished:
            return True
        if self.acting and (at < self.acting[0] or (at == 0 and len(self.acting) > 1)):
            return False
        start, end = span_of(self.tokens, one.first, one.last)
        before = bool(self.acting) and at < self.acting[-1]  # what got worse then is why the rest was done
        moved = any(
            start <= fact.span[0] < end and _moved(fact) and not (before and fact.good < 0)
            for fact in self.measures
        )
        changed = any(
            one.first <= value.first < one.last and value.shape == "change" for value in self.values
        )
        return moved or changed or self._reached(one)

    def _reached(self, one: Sentence) -> bool:
        """As in "and finally reached 96 percent"."""
        for value in self.values:
            if one.first <= value.first < one.last and value.quantity.dim != "plain":
                near = {self.key(at) for at in range(value.first - 4, value.first)}
                if not near.isdisjoint(
                    ("reached", "achieved", "attained", "obtained", "reaching", "achieving", "back")
                ):
                    return True
        return False

    def _closes(self, at: int, one: Sentence, partners: Sequence[int]) -> bool:
        """After the writer's last act, something is told of something else: "The queue is rarely longer"."""
        if self.unfinished:
            return False
        acts = [act for act in self.acting if not self._is_lesson(self.sentences[act])]
        if not acts or at <= acts[-1] or self._part(at) != CLOSING:
            return False
        start, end = span_of(self.tokens, one.first, one.last)
        if any(start <= partner < end for partner in partners):
            return False
        opener = self.key(one.first)
        long = one.last - one.first >= 3 + (opener in ("it", "that", "this")) or self._is_counted(
            one
        )  # "$61k."
        if opener in PLURAL:
            return at == len(self.sentences) - 1 and self._is_counted(one)
        return opener not in self.sets["own_openers"] and long

    def _is_counted(self, one: Sentence) -> bool:
        return any(one.first <= value.first < one.last and self._is_number(value) for value in self.values)

    def _is_number(self, value: Value) -> bool:
        """Three releases, not the nine of "aisle nine"."""
        quantity = value.quantity
        if quantity.word and quantity.dim == "plain" and quantity.value == 1 and value.shape == "level":
            return False
        if not quantity.word or quantity.dim != "plain" or quantity.noun or value.shape == "change":
            return True
        after = self.key(value.last)
        return after.isalpha() and after not in self.lexicon.function


def _moved(fact: Measure) -> bool:
    """From one number to another, or by a number that is known as more or less."""
    return fact.shape == "change" or (fact.shape == "delta" and (fact.good != 0 or fact.direction != 0))
