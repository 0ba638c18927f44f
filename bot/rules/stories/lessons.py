"""What went wrong by the teller's own doing, and what they do differently since then."""

from collections.abc import Iterator
from itertools import pairwise

from bot.rules.facts import Cue
from bot.rules.stories.sentences import Sentence, span_of
from bot.rules.words.lex import WORD
from bot.rules.words.scene import Scene

SELF = frozenset(["i", "i've", "i'd", "i'm", "i'll"])
OWN = frozenset(["my", "mine", "me", "myself", *SELF])
NOT = frozenset(["don't", "won't"])
FIRST = frozenset(["first", "initial", "original", "early", "naive"])
WEAK = frozenset(
    ["had", "did", "been", "already", ",", "however", "though", "admittedly", "sadly", "unfortunately"]
)
FIRM = frozenset(["before", "without", "until", "never", "always", "first", "every"])
WHOLE = frozenset(["each", "every", "all", "any", "no", "nothing", "anything", "none", "whatever"])
RULES = frozenset(["rule", "lesson", "takeaway", "learning", "habit", "practice"])
PEOPLE = ("noun:role", "other_people")
BESIDE = frozenset(["with", "by", "from", "of", "for", "to"])
HEAD = 6  # tokens


class Lessons(Scene):
    """Reads the faults and lessons of one text, sentence by sentence."""

    def faults(self, one: Sentence) -> Iterator[Cue]:
        """As in "I'd been selecting on the test set", "my first design was", "Mine.", "because of me"."""
        for at in range(one.first, one.last):
            key = self.key(at)
            known = key in SELF and self._failed(at, one.last)
            if known or self._is_to_blame(at, one):
                yield Cue(span_of(self.tokens, at, min(at + 3, one.last)), "fault")

    def _failed(self, at: int, end: int) -> bool:
        """As in "I had sampled", "I never checked", "I misread", "I made one error"."""
        before = self.key(at) == "i'd"
        for here in range(at + 1, min(at + HEAD, end)):
            key = self.key(here)
            if (said := self._blunder(here, end)) is not None:
                return said
            if before and (said := self._done_before(here)) is not None:
                return said and self.key(at - 1) not in ("which", "that", "whom")
            before = before or key == "had"
            if key == "not" and (before or self.key(here - 1) == "did"):
                return True
            if key not in self.sets["between_acts"] and key not in WEAK:
                return False
        return False

    def _blunder(self, at: int, end: int) -> bool | None:
        key, after = self.key(at), self.key(at + 1)
        if key in ("made", "committed"):
            return any(self.key(to) in self.sets["fault_nouns"] for to in range(at + 2, min(at + 5, end)))
        if key == "never":
            return after in self.sets["past"] or after.endswith("ed")
        known = key in ("didn't", "hadn't", "neglected", "forgot", "failed") or key in self.sets["blunders"]
        return True if known else None

    def _done_before(self, at: int) -> bool | None:
        """As in "I had tuned", "I'd been selecting"; not what was asked or promised."""
        key, lead = self.key(at), self.key(at - 1)
        if key.endswith("ed") or key in self.sets["participles"]:
            return key not in self.sets["no_faults"] and lead not in ("been", "already")
        return None

    def _is_to_blame(self, at: int, one: Sentence) -> bool:
        lead = self.key(at - 1)
        match self.key(at):
            case "mine" | "wrong" | "mistake":
                said = one.last - one.first <= 2
            case "without":
                said = self._left_out(at, one)
            case "because":
                said = (
                    self.key(at + 1) == "i"
                    and self.key(at + 2).endswith("ed")
                    and self._done_before(at + 2) is True
                )
            case "proud":
                said = lead in ("least", "not", "less", "isn't")
            case "me":
                said = lead in ("by", "was") or (lead == "of" and self.key(at - 2) == "because")
            case "my":
                said = self._is_own_fault(at)
            case key:
                said = key in self.sets["ashamed"]
        return said

    def _left_out(self, at: int, one: Sentence) -> bool:
        """As in "without looking at the data", not "I never merge without testing"."""
        return self.key(at + 1).endswith("ing") and {"never", "now", "always", "no"}.isdisjoint(
            self.keys[one.first : at]
        )

    def _is_own_fault(self, at: int) -> bool:
        """As in "my biggest mistake", "my first design"."""
        here = at + 1
        while self.key(here) in FIRST or self.key(here) in ("own", "very", "big", "biggest"):
            here += 1
        if self.key(here) in self.sets["fault_nouns"]:
            return True
        if {self.key(at + 2), self.key(at + 3)} & {"failed", "flopped", "backfired", "broke", "crashed"}:
            return True  # "my plan failed"
        return self.key(at + 1) in FIRST and self.key(here) not in self.sets["firsts"]

    def lessons(self, one: Sentence, *, closing: bool, present: bool) -> Iterator[int]:
        """Where they begin, as in "Now I won't open a result before ...", "every bucket I create has versioning"."""
        if one.label == "lesson" and any(self.key(at) in OWN for at in range(one.first, one.last)):
            yield one.first
            return
        timed = self.is_since(one)
        for at in range(one.first, one.last):
            key = self.key(at)
            if (
                key in SELF
                and key not in ("i'd", "i'll", "i'm")
                and self._is_habit(at, one, timed=timed, closing=closing and not present)
            ):
                yield at
                return
        if (timed or closing) and self._is_rule(one, timed=timed):
            yield one.first

    def is_firm(self, one: Sentence) -> bool:
        """As in "I write the plan before I speak to users these days"."""
        return self.is_since(one) and not FIRM.isdisjoint(self.keys[one.first : one.last])

    def is_since(self, one: Sentence) -> bool:
        """As in "since then", "nowadays", "from that day on", "any more"."""
        keys = self.keys[one.first : one.last]
        if not self.sets["from_now_on"].isdisjoint(keys) or keys[-1:] == ["since"]:
            return True
        return not self.sets["ever_since"].isdisjoint(" ".join(pair) for pair in pairwise(keys))

    def _is_habit(self, at: int, one: Sentence, *, timed: bool, closing: bool) -> bool:
        """The teller does something in the present, as a rule: not a state, nor what they think of it."""
        for here in range(at + 1, min(at + HEAD, one.last)):
            key = self.key(here)
            if key in ("always", "never", "rarely", "now", "only"):
                timed = timed or key != "only"
            elif key in NOT or (key == "do" and self.key(here + 1) in ("not", "it", "this", "so")):
                verb = self.key(here + 1 + (key == "do"))
                return (timed or closing) and verb not in self.sets["states"]
            elif (
                key in ("have", "keep", "put", "set", "read", "let", "cut", "split", "hit")
                or self.key(at) == "i've"
            ):
                rest = {self.key(to) for to in range(here, one.last)}
                return (timed or closing) and not rest.isdisjoint(
                    ("every", "each", "always", "any", "before", "no")
                )
            elif key in self.sets["between_acts"] or key in ("no", "longer") or key.endswith("ly"):
                continue
            else:
                told = key.endswith(("ed", "ing")) or key in self.sets["past"] or key in self.sets["states"]
                told = told or self.key(here + 1).endswith("ed")  # "right-sized"
                return self.tokens[here].kind == WORD and not told and (timed or closing)
        return False

    def _is_rule(self, one: Sentence, *, timed: bool) -> bool:
        """As in "Ever since, my test set is locked ...", "Nothing leaves my desk without a test"."""
        keys = [self.key(at) for at in range(one.first, one.last)]
        if keys[0] in ("never", "always") or keys[:2] == ["no", "longer"]:
            return True
        own = next((at for at, key in enumerate(keys) if key in OWN), None)
        if (
            own is None
            or "been" in keys
            or keys[max(own - 1, 0)] in self.sets["speaking"]
            or self.key(one.first + own + 1) in self.sets["own_people"]
            or any(key in self.sets["past"] for key in keys[: own + 3])
        ):
            return False
        people = (hit for kind in PEOPLE for hit in self.between(kind, one.first, one.first + own))
        others = any(BESIDE.isdisjoint(self.keys[max(hit.start - 2, 0) : hit.start]) for hit in people)
        now = not self.sets["in_force"].isdisjoint(keys)
        if timed and not others and (now or not {"each", "every", "all", "any"}.isdisjoint(keys)):
            mine = bool({"my", "mine"} & set(keys))
            return mine or ("me" in keys and (keys[0] in WHOLE or not RULES.isdisjoint(keys)))
        if now and ("all", "my") in pairwise(keys):  # "Versions are pinned in all my repos"
            return True
        ruled = keys[0] in WHOLE
        return ruled and (
            timed or not {"without", "before", "until", "has", "gets", "needs"}.isdisjoint(keys)
        )
