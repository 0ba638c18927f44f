"""Counted people and places that the work serves, and the load it carries day by day."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import Value
from bot.rules.results.having import PAUSES, Having
from bot.rules.results.launches import EVERY, LAUNCH
from bot.rules.results.material import MANY, NEAR
from bot.rules.words.lex import Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon

FEW, FEWEST = 4, 100
NEAR_PEOPLE = 6  # tokens
ASKED = frozenset(["asked", "interviewed", "surveyed", "questioned", "polled", "shadowed"])
TEACHING = frozenset(["training", "fine", "finetuning", "pretraining"])
LATELY = frozenset(["last", "this", "that", "past"])
PEOPLE = ("noun:role", "noun:audience")
TAKING = frozenset(["put", "took", "brought"])


class Counts(Having):
    """Judges counts by the words around them."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.metrics = self.found("metric")

    def is_rejected(self, value: Value) -> bool:
        """A number of an option turned down: "rejected it at 1.8 s", "(+0.4 pp, 3x the bill) was dropped"."""
        if not self.found("alternative"):
            return False
        for cue in self.between("alternative", value.first - 8, value.first):
            kept = value.shape == "change" or any(
                self.key(at) in self.sets["kept_instead"] for at in range(cue.end, value.first)
            )
            # "the discarded fruit"
            told = self.key(cue.start - 1) in self.sets["articles"] and self.names_place(cue.end)
            if not (kept or told) and self.same_sentence(cue.start, value.first):
                return True
        after = self.keys[value.last : value.last + 9]
        if ")" not in after:
            return False
        close = value.last + after.index(")")
        return bool(self.between("alternative", close + 1, close + 2))

    def serves(self, value: Value) -> bool:
        if self._are_a_few(value) or self.is_told_to(value):
            return False
        return self.have_it(value) or self._are_served(value)

    def _are_a_few(self, value: Value) -> bool:
        """As in "Two archivists read its output daily": an outcome, no number; "used at two wards" is a scope."""
        few = value.quantity.word and value.shape == "level" and value.quantity.value < FEW
        before = self.key(value.first - 1 - (self.key(value.first - 1) in self.sets["articles"]))
        return (
            few and not self._are_won(value) and (not before.isalpha() or before in self.sets["clause_heads"])
        )

    def _are_served(self, value: Value) -> bool:
        if value.compared or value.shape == "change":
            near = self.near("training_cue", value, 9)
            return not near if value.compared else value.quantity.noun == "audience" or not near
        if self.near("training_cue", value, 9) or self._is_staff(value) or self._is_equipped(value):
            return False
        if self._is_said_aside(value) or self._is_for_training(value.last):
            return False
        if (
            self._reaches(value)
            or self.is_in_use(value)
            or self._are_won(value)
            or self.used_by(value.last)
            or {self.key(value.last + at) for at in (1, 2)} & self.sets["reached_by_it"]
        ):
            return True
        told = value.quantity.word and self.key(value.first - 1) == "the"
        told = told or not self.sets["materials"].isdisjoint(self.keys[max(value.first - 4, 0) : value.first])
        return not told and self._is_opened_to(value)

    def _is_staff(self, value: Value) -> bool:
        """As in "a team of five engineers"; "the wards of 5 hospitals" are none."""
        lead = self.key(value.first - 1)
        at = value.first - 2  # "on the phones of 600 drivers", not "the adapters of 40 tenants"
        key = self.key(at)
        none = key in self.sets["groups_of_people"] or key in self.sets["computing"]
        things = key.endswith("s") and not none and self.names_place(at)
        theirs = lead == "of" and (value.quantity.noun == "scope" or things or self.used_by(value.last))
        return lead in self.sets["staffed_by"] and not theirs

    def _is_equipped(self, value: Value) -> bool:
        """As in "runs at 45 FPS with 8 cameras": what it is fed by."""
        keys = [self.key(at) for at in range(value.first - 2, value.first)]
        if not (keys[1] == "with" or keys == ["w", "/"]):
            return False
        return value.quantity.value < MANY or not self.are_clients(value)

    def _is_said_aside(self, value: Value) -> bool:
        """As in "which is what two radiologists reach", "review translation (18 languages)"."""
        bracketed = self.key(value.first - 1) == "(" and self.key(value.last + 1) == ")"
        team = "team" in self.keys[max(value.first - 6, 0) : value.first] and self.key(value.first - 1) in (
            "in",
            "across",
        )
        if value.quantity.magnitude and self.key(value.last) == "lines":
            return True  # "60k lines of Go"
        return bracketed or team or self.key(value.first - 1) in ("what", "than", "as")

    def _is_for_training(self, start: int) -> bool:
        """As in "sellers in 2 countries served as training data", "used 12k seats for fine-tuning"."""
        reach = range(start, start + NEAR + 3)
        return any(
            (self.key(at) == "training" and self.key(at + 1) in self.sets["taught_with"])
            or (self.key(at) == "for" and self.key(at + 1) in TEACHING)
            for at in reach
        )

    def _reaches(self, value: Value) -> bool:
        """As in "in all 18 stadiums", "sent to 45,000 farmers"."""
        lead = self.key(value.first - 1)
        if lead in ("with", "/") and value.quantity.value >= MANY and self.are_clients(value):
            return True  # "on stream with 410k viewers"
        if self._is_brought_in(value) or self._has_held(value):
            return True
        if lead == "all" and value.quantity.noun == "scope" and not value.quantity.word:
            return True
        after = {self.key(at) for at in range(value.last, value.last + 5)}
        if lead == "of" and value.quantity.noun == "scope" and after & self.sets["since"]:
            return True  # "in series cars of 2 makers since 2025"
        if self.key(value.first - 2) in ("with", "from", "by") or self.is_told_to(value):
            return False
        sent = lead == "to" and self._is_sent(value)
        theirs = self.are_clients(value) or (sent and value.quantity.noun == "scope")
        return theirs and (sent or lead == "all")

    def _has_held(self, value: Value) -> bool:
        """As in "had 1.9M conversations"; a corpus has them too."""
        many = value.quantity.value >= MANY and value.quantity.noun == "audience"
        held = many and self.key(value.first - 1) in self.sets["audience_verbs"]
        return held and self.sets["gathering"].isdisjoint(self.keys[: value.first])

    def _is_brought_in(self, value: Value) -> bool:
        """As in "Onboarded 130 clinics"; not "a corpus that covers 31 countries"."""
        gathered = not self.sets["gathering"].isdisjoint(self.keys[max(value.first - 4, 0) : value.first])
        return self.key(value.first - 1) in self.sets["bringing_in"] and not gathered

    def _is_sent(self, value: Value) -> bool:
        """As in "advisers send its forecast to 45,000 farmers"; a talk is only heard."""
        lead = set(self.keys[max(value.first - 9, 0) : value.first])
        warned = value.quantity.value >= MANY and not self.sets["warnings"].isdisjoint(lead)
        return warned or bool(lead & self.sets["sending"])

    def is_told_to(self, value: Value) -> bool:
        """As in "Gave demos to 15 customers", "workshops for 120 engineers"."""
        lead = value.first - 1
        while self.key(lead) in self.sets["about"] and self.key(lead) != "to":
            lead -= 1
        low = self.clause_start(lead)
        if low == lead and self.key(lead) in ASKED:
            return value.shape == "level"  # "Asked 12 magistrates what they need"
        given = not self.sets["giving_talks"].isdisjoint(self.keys[low : low + 2])
        told = not self.sets["talks"].isdisjoint(self.keys[low if given else max(lead - 3, 0) : lead])
        told = told or self.key(low) in self.sets["shown"]
        if self.key(lead) in ("of", "from") and "questions" in self.keys[max(lead - 3, 0) : lead]:
            return value.shape == "level"  # "answered the questions of about 50 visitors"
        return told and value.shape == "level" and self.key(lead) in ("to", "for", "with", "at")

    def are_clients(self, value: Value) -> bool:
        """People outside the team."""
        there = [hit for kind in PEOPLE for hit in self.between(kind, value.last, value.last + 3)]
        return bool(there) and all(self.key(hit.end - 1) not in self.sets["insiders"] for hit in there)

    def is_in_use(self, value: Value) -> bool:
        """As in "used in roughly 200 operations", "64 investigators open it", "adopted by 23 of 24
        body shops": things and people of no list."""
        quantity, change = value.quantity, value.shape == "change"
        things = value.first + 1 if change else self._whole_of(value.last)
        whole = quantity.dim == "plain" or "of" in self.keys[value.first : value.last]
        if quantity.noun in ("technical", "machine") or not whole or value.compared or quantity.word:
            return False
        if quantity.value < 2 or value.shape == "delta" or not self.names_place(things):
            return False
        after = self.keys[value.last + 1 : value.last + 4]
        if not change and "use" in after and "to" not in after:
            return True
        at, about = value.first - 1, self.sets["about"]
        while (key := self.key(at)) != "to" and (key in about or key in EVERY):
            at -= 1
        verb = self._verb_before(at)
        if self.key(at) == "by":
            return verb in self.sets["taken_up"] or verb == "use"  # "in daily use by 34 associates"
        if self.key(at) == "to":
            opened = not self.sets["rollouts"].isdisjoint(self.keys[max(at - LAUNCH, 0) : at])
            return opened and (self.key(at - 1) == "out" or quantity.value >= MANY)
        sensing = self.key(at - 2) in self.sets["sensors"]  # "meters fitted at 9 dams"
        return self.key(at) in self.sets["in_places"] and verb in self.sets["put_to_use"] and not sensing

    def _whole_of(self, at: int) -> int:
        """Past the "of 60" of "renewed by 11 of 60 councils", "of the 60" likewise."""
        end = at + 1 + (self.key(at + 1) == "the")
        return end + 1 if self.key(at) == "of" and self.key(end).isdigit() else at

    def _verb_before(self, at: int) -> str:
        """The word that leads to "in", past what was run where: "run | it on loggers | in 48 reserves"."""
        low = self.clause_start(at)
        ran = (
            to
            for to in range(at - 2, max(low, at - NEAR_PEOPLE) - 1, -1)
            if self.key(to + 1) in ("it", "them")
        )
        to = next(ran, at - 1)
        by = next((here for here in range(to, max(low, to - 3), -1) if self.key(here) == "by"), 0)
        to = by - 1 if by and self.by_people_at(by + 1, at) else to  # "run | by podiatrists | at"
        return self.key(to - (self.key(to) in self.sets["since"]))

    def _are_won(self, value: Value) -> bool:
        """As in "three churned accounts came back", "4 breweries renewed"."""
        start = self._whole_of(value.last)
        after = self.keys[start : start + 5]
        back = "came" in after and "back" in after
        after = after[: next((at for at, key in enumerate(after) if key in PAUSES), len(after))]
        renewed = not self.sets["gained"].isdisjoint(after) and value.quantity.noun not in (
            "technical",
            "machine",
            "metric",
        )
        return renewed or (back and value.quantity.noun in ("audience", "scope"))

    def _is_opened_to(self, value: Value) -> bool:
        # "live for all 9th graders, 3,200 kids"
        aside = self.key(value.first - 1) == "," and self.are_clients(value)
        opens = self.sentence_start(value.first)
        taken = self.key(opens) in TAKING and opens >= value.first - 2  # "Took over 5 cameras"
        live = not taken and self.near("launch_cue", value, 2 * NEAR if aside else NEAR)
        return live or self._across(value) or self.per_day(value)

    def _across(self, value: Value) -> bool:
        before = self.key(value.first - 1 - (self.key(value.first - 1) == "the"))  # "in the 6 centres"
        if self.key(value.first - 2) in self.sets["training_words"]:
            return False
        if before == "for" and value.quantity.noun == "audience" and value.quantity.value >= MANY:
            return not self.between("metric", value.first - 2, value.first - 1)  # "memory for 1,200 tickets"
        if before in self.sets["places"] and value.quantity.noun == "scope":
            return not (self._is_extent(value) or self._is_where_gathered(value))
        since = any(token.key in self.sets["since"] for token in self.tokens[value.last : value.last + 4])
        return before in self.sets["reaches"] and (since or self.near("outcome", value, 12))

    def _is_extent(self, value: Value) -> bool:
        """As in "Responsible for GPU capacity across four sites": how far the machines reach, no launch."""
        return bool(self.between("noun:machine", value.first - NEAR_PEOPLE, value.first))

    def _is_where_gathered(self, value: Value) -> bool:
        """As in "Recorded in 14 ambulance centres", "explained it in 6 town halls", "70k reviews in 6 languages"."""
        lead = self.keys[max(value.first - LAUNCH, 0) : value.first]
        if self.key(self.sentence_start(value.first)) in self.sets["gathering"]:
            return True  # "Recorded 30 hours of reading, with consent, in six schools"
        spoken = lead[-1:] == ["in"] and self.sets["spoken"].intersection(
            self.keys[value.last : value.last + 3]
        )
        return bool(spoken) or not self.sets["gathering"].isdisjoint(lead)

    def is_load(self, value: Value) -> bool:
        """As in "blocks 300k messages a day": what runs through the program in use, day by day."""
        done = {self.key(value.first - 1), self.key(value.first - 2)} & self.sets["working_through"]
        if (
            value.shape != "level"
            or not self.per_day(value)
            or value.quantity.value < (FEWEST if done else MANY)
        ):
            return False
        near = self.between("metric", value.last, value.last + NEAR_PEOPLE)
        alone = any(hit.value.id == "automation" for hit in near)  # "9,000 requests weekly with no agent"
        return bool(done) or alone

    def per_day(self, value: Value, back: int = 0) -> bool:
        """As in "2B transactions per day", "12M users monthly"; not "12k rulings of last year"."""
        low = value.last + back
        keys = self.keys[low : value.last + 4]
        if self.sets["rates"].isdisjoint(keys) or not PAUSES.isdisjoint(keys[:2]):
            return False
        at = next(at for at, key in enumerate(keys, low) if key in self.sets["rates"])
        return not (self.key(at - 1) in LATELY and self.key(at - 2) in ("of", "from"))

    def does_less(self, value: Value) -> bool:
        """As in "underwriters now refer 18 % fewer files": somebody's work, not data."""
        return value.compared and self.by_people(value, 5)

    def by_people(self, value: Value, reach: int) -> bool:
        """Whether somebody outside the team is named before the number, in its clause."""
        people = self.people_in(value.first - reach, value.first)
        return any(self.is_outsider(one) and self.same_clause(one.start, value.first) for one in people)

    def by_people_at(self, low: int, high: int) -> bool:
        """Nobody but people is named there."""
        return any(one.start == low and one.end == high for one in self.people_in(low, high))

    def people_in(self, low: int, high: int) -> Iterator[Hit]:
        """Those who are named between two tokens."""
        for kind in PEOPLE:
            yield from self.between(kind, low, high)
        for at in range(max(low, 0), min(high, len(self.tokens))):
            if self.is_profession(at):
                yield Hit(at, at + 1, "form")

    def is_outsider(self, one: Hit) -> bool:
        return self.key(one.end - 1) not in self.sets["insiders"]
