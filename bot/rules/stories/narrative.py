"""Facts of longer texts (stories, summaries, written answers): own acts, end states, phrases with their place.

Phrases come from the pack's own `cues`. A phrase stands in the `opening` (before the first own act), the `acting`
or the `closing` part; labelled sections say their part themselves."""

from collections.abc import Iterator, Mapping, Sequence

from bot.rules.facts import (
    Amount,
    Context,
    EndState,
    Fact,
    Fault,
    FirstPersonAct,
    Lesson,
    Measure,
    PartnerAct,
    Phrase,
    Value,
)
from bot.rules.stories.acts import HEAD
from bot.rules.stories.decisions import Decisions
from bot.rules.stories.duties import Duties
from bot.rules.stories.lessons import Lessons
from bot.rules.stories.outlook import Outlook
from bot.rules.stories.persons import People
from bot.rules.stories.pieces import HEADING
from bot.rules.stories.sentences import PLURAL, Sentence, amounts, sections, sentences, span_of
from bot.rules.words.lex import Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon
from bot.rules.words.scene import once
from bot.rules.words.text import Normal

OPENING, ACTING, CLOSING = "opening", "acting", "closing"
STOOD = frozenset(["was", "is", "were", "are"])
OWN_RULE = frozenset(
    ["i", "i've", "i'd", "my", "me", "mine", "we", "our", "us", "every", "each", "no", "nothing", "any"]
)
SETTING = frozenset(
    ["changed", "set", "raised", "lowered", "moved", "switched", "increased", "reduced", "cut", "took"]
)
EARLIER = frozenset(
    ["before", "until", "previously", "formerly", "earlier", "originally", "initially", "once"]
)
BACK = frozenset(["earlier", "ago", "how", "began", "started", "backwards", "behind"])
SINCE = frozenset(["since", "now", "today", "again", "nowadays"])
PLACES = ("scope", "machine", "audience")
PARTS = {"situation": OPENING, "task": OPENING, "action": ACTING, "result": CLOSING, "lesson": CLOSING}


class Narrator(Outlook):
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
        super().__init__(lexicon, normal, tokens, hits)
        self.values, self.opening = values, ()
        self.measures = [fact for fact in measures if not fact.training]
        self.sentences = sentences(tokens)
        self.lessons = Lessons(lexicon, tokens, hits)
        self.scene = Decisions(lexicon, tokens, hits)
        self.acting = self._acted()
        if not self.praises and 2 * len(self.acting) < len(
            self.sentences
        ):  # told in the present: "I collect", "I add"
            self.present = True
            now = self._acted()
            self.present = len(now) >= 2 * len(self.acting) + 1
            self.acting = now if self.present else self.acting
        self.opening = self.sentences[: self.acting[0]] if self.acting else ()

    @once
    def unfinished(self) -> bool:
        """The work itself stayed without an end, not only its second part: what is told beside that is none."""
        return bool(self.found("stranded"))

    def _leads(self, at: int, one: Sentence) -> bool:
        """The result stands in front: "The error was reduced from 31 cm to 18 cm", then how it came about; or what
        follows says so: "Nobody retypes invoices any more. Two years earlier six people did"."""
        if at or one.label or not self.acting or not self.acting[0]:
            return False
        opening = self.keys[one.first : one.first + 4]
        back = self.keys[self.sentences[1].first : self.sentences[1].first + 4]
        if "ended" in opening or not BACK.isdisjoint(back):
            told = self._has("ending", one) or self._is_counted(one) or not SINCE.isdisjoint(opening)
            return told and not self._is_open(one)
        start, end = span_of(self.tokens, one.first, one.last)
        firm = (fact for fact in self.measures if fact.good >= 0 and fact.family != "business")
        return self.acting[0] > 1 and any(
            start <= fact.span[0] < end and fact.shape == "change" for fact in firm
        )

    @once
    def praises(self) -> bool:
        """A text of praise: a third of its sentences is, and no number says anything."""
        hollow = sum(self._is_hollow(one) for one in self.sentences)
        return hollow > 1 and 3 * hollow >= len(self.sentences) and not self.measures

    def _acted(self) -> list[int]:
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
        yield from self._pieces(cues)
        yield from self._duties()
        yield from self._learned()
        yield from self._context()
        begun = self.sentences[self.acting[0]].first if self.acting else 0
        people = [*People(self.lexicon, self.tokens, self.hits, self.sentences, begun).all()]
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

    def _pieces(self, cues: Sequence[str]) -> Iterator[Fact]:
        """Packs with headings are asked for more than a story."""
        if not any(name.startswith(HEADING) for name in cues):
            return
        parts = [self._part(at) for at in range(len(self.sentences))]
        yield from self.scene.pieces(self.sentences, parts, cues)
        yield from self.scene.data_sets()
        yield from self.scene.sums()
        yield from self.scene.bounds(self.sentences)
        yield from self.scene.resolves(self.sentences)

    def _phrases(self, cues: Sequence[str]) -> Iterator[Phrase]:
        for at, one in enumerate(self.sentences):
            hollow = self._is_hollow(one)
            for name in cues:
                if hollow and name == "problem":
                    continue
                for hit in self.between(name, one.first, one.last):
                    if name == "problem" and (self._is_part("no_problem", hit) or self._is_capped(hit)):
                        continue
                    first = self.scene.begins(hit.start, one)
                    yield Phrase(span_of(self.tokens, hit.start, hit.end), name, self._part(at), first)

    def _duties(self) -> Iterator[Fact]:
        for duties in self.owed.values():
            yield from duties

    @once
    def owed(self) -> Mapping[int, Sequence[Fact]]:
        """The duties by the first token of their sentence, where it holds any."""
        reader = Duties(self.lexicon, self.tokens, self.hits)
        last = self.acting[-1] if self.acting else len(self.sentences)
        found = {
            one.first: [*reader.within(one, early=at <= last)]
            for at, one in enumerate(self.sentences)
            if not self._is_hollow(one)
        }
        return {first: duties for first, duties in found.items() if duties}

    def _learned(self) -> Iterator[Fact]:
        if self._backfired():
            act = self.sentences[self.acting[0]]
            yield Fault(span_of(self.tokens, act.first, act.last))
        for one in self.sentences:
            if not self._is_hollow(one):
                yield from self.lessons.faults(one)
            firm = self.lessons.is_firm(one)
            for start in self.taught.get(one.first, ()):
                yield Lesson(span_of(self.tokens, start, one.last), firm)

    @once
    def taught(self) -> Mapping[int, Sequence[int]]:
        """Where a lesson begins, by the first token of its sentence."""
        return {
            one.first: [*self.lessons.lessons(one, closing=self._part(at) == CLOSING, present=self.present)]
            for at, one in enumerate(self.sentences)
            if not self._is_hollow(one)
        }

    def _is_capped(self, hit: Hit) -> bool:
        """As in "an error under 15 %", "less than 5 % error": how small it had to be, no trouble yet."""
        if self.keys[max(hit.start - 4, 0) : hit.start][:2] == ["less", "than"]:
            return True
        after = self.keys[hit.end : hit.end + 2]
        return after[:1] in (["under"], ["below"]) or after in (
            ["of", "under"],
            ["of", "below"],
            ["at", "most"],
        )

    def _is_part(self, name: str, hit: Hit) -> bool:
        """The problem of "problem solver" is none, nor is that of "with nobody noticing it"."""
        near = self.between(name, hit.start - 3, hit.start + 1)
        return any(one.start <= hit.start and hit.end <= one.end for one in near)

    # the situation

    def _context(self) -> Iterator[Context]:
        """What is told before the first own act, about something else than the writer: a context."""
        if self._went_wrong():
            yield Context(span_of(self.tokens, self.sentences[0].first, self.sentences[0].last))
        for one in self._after_first_act():
            if self.key(one.first) not in self.sets["own_openers"]:
                yield Context(span_of(self.tokens, one.first, one.last))
        for one in self._before_acting():
            if self._is_hollow(one):
                continue
            own = self.key(one.first) in self.sets["own_openers"] or self._has("goal", one)
            own = own and not (self._observes(one) or self._is_of_others(one))
            own = own or self._is_of_teller(one)
            own = own and not self._goes_over(one)
            own = own or (self.key(one.first) == "we" and self._is_done(one.first + 1))
            if not own and self._is_told(one):
                yield Context(span_of(self.tokens, one.first, one.last), self._opens_with_people(one))

    def _after_first_act(self) -> list[Sentence]:
        """What came of an act that stands in front, "I updated all arms. Two of them grabbed the wrong box", or why
        it was done: "I rewrote the parser. Until then drivers were coming back"."""
        half = self.sentences[1 : len(self.sentences) // 2 + 1]
        return [one for one in half if self._is_told_after(one)]

    def _is_told_after(self, one: Sentence) -> bool:
        """As in "Until then ...", "Before it, clerks copied each answer by hand"."""
        pair = self.keys[one.first : one.first + 2]
        if " ".join(pair) in self.sets["told_after"]:
            return True
        earlier = pair[0] in EARLIER and "i" not in self.keys[one.first : one.last]
        return earlier and (self._has("problem", one) or self._is_told(one))

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

    def _backfired(self) -> bool:
        """As in "I translated the letters with it. A family got the wrong one": an own act, then the trouble."""
        if not self.acting or self.acting[0] > 1 or any(self._has("problem", one) for one in self.opening):
            return False
        first = self.acting[0] + 1
        if self.key(self.sentences[first - 1].first + 1) == "took":  # "I took over the parser"
            return False
        last = self.acting[1] if len(self.acting) > 1 else first + 2
        return self._went_wrong() or any(
            self._has("problem", one)
            for one in self.sentences[first : min(last, first + 2, len(self.sentences) - 1)]
        )

    def _before_acting(self) -> list[Sentence]:
        """Without any act the first half, if it is about something and not about the teller."""
        if self.acting:
            return self.sentences[: self.acting[0]]
        half = self.sentences[: (len(self.sentences) + 1) // 2]
        if self.praises:
            return [one for one in half if self._is_lacking(one)]
        return half

    # the end

    def _ends(self, partners: Sequence[int]) -> Iterator[EndState]:
        """`partners` are the places at which somebody else acts: such a sentence is no end by itself."""
        for at, one in enumerate(() if self.praises else self.sentences):
            if self._part(at) == OPENING or (one.label and one.label != "result"):
                if self._leads(at, one):
                    yield EndState(span_of(self.tokens, one.first, one.last), self._is_counted(one))
                continue
            if self._is_open(one) or self._is_hollow(one) or self._is_lesson(one):
                continue
            if one.label == "result" or self._ended(at, one) or self._closes(at, one, partners):
                yield EndState(span_of(self.tokens, one.first, one.last), self._is_counted(one))

    def _is_open(self, one: Sentence) -> bool:
        held = self._has("pending", one) or self._has("stranded", one)
        return held or self._looks_ahead(one) or self._is_opinion(one)

    def _late_numbers(self) -> int:
        """Numbers in the last sentence that say how much, not in how many places or on what."""
        last = self.sentences[-1].first if len(self.sentences) > 1 else len(self.tokens)
        return sum(
            value.first >= last and value.quantity.noun not in PLACES and self._is_number(value)
            for value in self.values
        )

    def _is_lesson(self, one: Sentence) -> bool:
        """What changed in the writer's practice is no result, unless one is told before it."""
        ruled = not OWN_RULE.isdisjoint(
            self.keys[one.first : one.last]
        )  # not "From then on they took every lot"
        starts = [hit.start for hit in self.between("practice", one.first, one.last)] if ruled else []
        starts += self.taught.get(one.first, ())
        endings = [
            hit
            for hit in self.between("ending", one.first, one.last)
            if self.key(hit.start) not in SINCE | {"ever"}  # "Since then I keep every repo private"
        ]
        early = bool(starts) and min(starts) <= one.first + HEAD  # not "It was back, and I no longer ..."
        return early and not (endings and endings[0].start < min(starts))

    def _ended(self, at: int, one: Sentence) -> bool:
        if not self.acting and one.first in self.owed:
            return False
        closing = self._part(at) == CLOSING and not self.unfinished
        if closing and self._has("ending", one):
            return True
        return any(
            (value.shape == "change" and not self._is_setting(value))
            or (closing and self.key(value.first - 1) in STOOD)  # "the error was 19 %"
            for value in self.values
            if one.first <= value.first < one.last
        )

    def _is_setting(self, value: Value) -> bool:
        """As in "I changed the resolution from 512 to 320": what the teller did, not what came of it."""
        near = self.keys[max(value.first - 4, 0) : value.first]
        return not self.sets["dials"].isdisjoint(near) and not SETTING.isdisjoint(
            self.keys[max(value.first - 6, 0) : value.first]
        )

    def _closes(self, at: int, one: Sentence, partners: Sequence[int]) -> bool:
        """After the writer's last act, something is told of something else: "The queue is rarely longer"."""
        if self.unfinished:
            return False
        acts = [act for act in self.acting if not self._is_lesson(self.sentences[act])]
        if self._part(at) != CLOSING or not acts or at <= acts[-1]:
            return self._part(at) == CLOSING and not self.acting and self._has_turned(one)
        start, end = span_of(self.tokens, one.first, one.last)
        if any(start <= partner < end for partner in partners) and not self._is_lasting(one):
            return False
        if self.is_told_now and not self._is_counted(one) and not self.lessons.is_since(one):
            return False
        opener = self.key(one.first)
        long = one.last - one.first >= 3 + (opener in ("it", "that", "this")) or self._is_counted(
            one
        )  # "$61k."
        if opener in PLURAL and opener != "our":
            return self._is_counted(one) or not SINCE.isdisjoint(self.keys[one.first : one.last])
        return long and (opener not in self.sets["own_openers"] or self._is_mine_now(one))

    def _is_mine_now(self, one: Sentence) -> bool:
        """As in "My list is on the wall of every kitchen": what was made is in place."""
        made, does = self.key(one.first + 1), self.key(one.first + 2)
        about = any(made in self.sets[name] for name in ("own_people", "aims", "duty_nouns", "own_parts"))
        now = self._is_of_present(one.first + 2) and (does.endswith("s") or does == "are")
        return self.key(one.first) == "my" and now and not about and self._is_lasting(one)

    def _has_turned(self, one: Sentence) -> bool:
        """As in "People look it up themselves these days" after what "was" so: an end that nobody brought about."""
        if self._is_own(one) or not self.lessons.is_since(one):
            return False
        return any(self._is_of_past(at) for at in range(self.sentences[0].first, one.first))

    def _is_lasting(self, one: Sentence) -> bool:
        """As in "The tool is right, and the doctor shows it in her lectures": how it is, no help with the work."""
        return not any(self._is_of_past(at) for at in range(one.first, one.last))

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
