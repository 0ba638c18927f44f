"""What the clause of a number is about: a program, a training, or people and their business."""

from collections.abc import Sequence

from bot.rules.facts import Value
from bot.rules.results.barred import COMPUTED
from bot.rules.results.choose import Chooser
from bot.rules.told.actors import ACTORS
from bot.rules.words.lex import WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import once

LOOK_BACK = 15
SUBJECT, FURTHER = 4, 6  # tokens
MINUTE, DAY, LONG_RUN = 60, 86_400, 172_800  # seconds
SOON, NAMED = 80, 9  # seconds, tokens
SLOW = COMPUTED[:3]
"""What days are spent on may be a review or a record: no program."""
PROGRAMS = ("machine_work", "program_things", "program_acts", "programs", "computing")
DONE = frozenset(["back", "over", "through", "ended"])
LEADS_ON = frozenset([":", "(", ","])


class Subjects(Chooser):
    """Tells whose time it is by the words that lead to the number."""

    @once
    def openers(self) -> frozenset[int]:
        """Acts and words of moving: "Cut", "reduced", "went"."""
        return frozenset(hit.start for kind in ("action", "direction") for hit in self.found(kind))

    def is_of_program(self, value: Value) -> bool:
        """As in "crew pairing solver: 3 hours of computing to 12 minutes", "Report generation 12 min to 90 s"."""
        low = self.scene_start(value)
        return not self.sets["machine_work"].isdisjoint(self.keys[low : value.last])

    def scene_start(self, value: Value) -> int:
        """The first token of the clause, or of the one before where nothing but a colon leads to the number."""
        low = self.clause_start(value.first)
        bare = not any(self._is_word(at) for at in range(low, value.first))
        return self.clause_start(low - 1) if bare and low and self.key(low - 1) in LEADS_ON else low

    def _is_word(self, at: int) -> bool:
        plain = at < len(self.tokens) and self.tokens[at].kind == WORD
        plain = plain and self.key(at) not in self.lexicon.function
        return plain and self.key(at) not in self.sets["running"] and self.key(at) not in DONE

    def is_of_process(self, value: Value) -> bool:
        """As in "screening of a CV 6 min to 2 min", "Closing of the books 9 days to 5": minutes and more of something
        that no program does."""
        if value.shape != "change" or max(value.before or 0, value.after or 0) < MINUTE:
            return False
        low = self.scene_start(value)
        if not any(self._is_word(at) and at not in self.openers for at in range(low, value.first)):
            return False
        high = min(self.sentence_end(value.last), value.last + FURTHER)
        work = [at for at in range(low, value.first) if self.keys[at] in self.sets["people_work"]]
        beside = [self.key(to) for at in work for to in (at - 1, at + 1)]
        runs = self.sets["program_things"], self.sets["run_heads"]
        if work and all(words.isdisjoint(beside) for words in runs):
            return not self.between("noun:machine", low, high)
        done = (
            self.key(value.first - 1) in ("in", "within")
            and self.key(value.first - 2) in self.sets["running"]
        )
        soon = min(value.before or 0, value.after or 0) < SOON and not self.by_people(value, NAMED)
        if (
            done
            or soon
            or self.runs(low, value.last)
            or not self.sets["speeding"].isdisjoint(self.keys[:high])
        ):
            return False
        kinds = COMPUTED if max(value.before or 0, value.after or 0) < DAY else SLOW
        parts = ((low, value.first), (value.last, high))
        return not any(self.names_program(start, end, kinds) for start, end in parts)

    def names_program(self, low: int, high: int, kinds: Sequence[str] = COMPUTED) -> bool:
        if self.runs(low, high):
            return True
        if any(hit.value.family != "business" for hit in self.between("metric", low, high)):
            return True
        return self.any_of(kinds, low, high)

    def runs(self, low: int, high: int) -> bool:
        words = self.keys[low:high]
        return any(not self.sets[name].isdisjoint(words) for name in PROGRAMS)

    def by_others(self, value: Value, kinds: Sequence[str] = ACTORS) -> bool:
        """As in "the utility curtails 140 MWh a month less": somebody outside is the subject."""
        low = self.clause_start(value.first)
        return any(
            self._heads_clause(hit, low) for kind in kinds for hit in self.between(kind, low, value.first)
        )

    def is_of_world(self, hit: Hit) -> bool:
        """As in "truck utilisation", "throughput of the warehouse"."""
        end = hit.end + (self.key(hit.end) in ("hours", "minutes", "time"))
        ahead = range(end + 1, end + 4) if self.key(end) in ("of", "per") else range(0)
        places = (*range(hit.start - 1, hit.start), *ahead)
        there = [one for kind in ACTORS for at in places for one in self.between(kind, at, at + 1)]
        # the latter: "throughput of the embedding workers"
        programs = (
            self.key(one.end - 1) in self.sets["of_programs"]
            or self.any_of(("noun:technical", "noun:domain"), one.start - 1, one.start)
            for one in there
        )
        return not all(programs)

    def is_of_plant(self, start: int, end: int) -> bool:
        """As in "delay per tram", "base stations draw 9 % less": of things that are driven, flown, heated or lit."""
        low = self.clause_start(min(start, end))
        words = self.keys[low : max(start, end) + 4]
        if self.sets["plant"].isdisjoint(words) or not self.sets["no_training"].isdisjoint(words):
            return False
        return not self.between("noun:machine", low, max(start, end))

    def _heads_clause(self, hit: Hit, low: int) -> bool:
        """Its subject: only describing words stand before it."""
        return hit.start - low <= SUBJECT and all(
            self.key(at) in self.sets["determiners"] or self.key(at) not in self.lexicon.function
            for at in range(low, hit.start)
        )

    def is_training(self, value: Value) -> bool:
        """As in "Trained a recogniser in nine days instead of sixteen", "training on 4 GPUs, 11 days -> 6"."""
        if self.key(value.last) == "of" or self.key(value.first - 1) in ("on", "with"):
            return False  # "retrained on 14 days of chargebacks"
        if max(value.quantity.value, value.before or 0, value.after or 0) < MINUTE:
            return False
        low = self.clause_start(value.first)
        led = low == value.first or (low == value.first - 1 and self.key(low) == "from")
        if led and self.key(low - 1) in (",", ":", "("):
            low = self.clause_start(low - 1)
            if self.key(low) == "which" and self.key(low - 1) == ",":
                low = self.clause_start(low - 1)  # "Retraining, which I worked on alone, from 26 h to 7 h"
        at = next(
            (
                at
                for at in range(value.first - 1, low - 1, -1)
                if (self.key(at) in self.sets["learning"] or self._is_long_run(at, value))
                and self.key(at - 1) != "before"
            ),
            None,
        )
        if at is None or not self.sets["no_training"].isdisjoint(self.keys[low : value.first]):
            return False
        roles = self.between("noun:role", at, value.first)
        return all(self.keys[one.start - 1 : one.end] == ["the", "agent"] for one in roles)

    def _is_long_run(self, at: int, value: Value) -> bool:
        """As in "the 20B run was over after 23 days": nothing else runs for days."""
        longest = max(value.quantity.value, value.before or 0, value.after or 0)
        own = value.shape == "change" and longest >= LONG_RUN and self.key(at) in ("run", "runs")
        own = own and self.key(at + 1) not in ("in", "within", "for")  # not "the report runs in 17 minutes"
        return own and not self.any_of(("noun:domain", "metric"), at - 1, at)  # not "forecast run"

    def is_training_on(self, value: Value) -> bool:
        """As in "trained with self-play, 11 days on 512 cores"."""
        if self.key(value.last) != "on" or not self.between("noun:machine", value.last, value.last + 4):
            return False
        lead = range(max(value.first - LOOK_BACK, 0), value.first)
        return any(
            self.key(at) in self.sets["teaching"] and self.same_sentence(at, value.first) for at in lead
        )
