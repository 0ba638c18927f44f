"""What the teller had to reach: asked of them, promised by them, or theirs by role."""

from collections.abc import Iterator

from bot.rules.facts import Duty
from bot.rules.lex import NUMBER, PUNCT
from bot.rules.scene import Scene
from bot.rules.sentences import Sentence, span_of

ME = frozenset(["me", "us", "myself"])
SELF = frozenset(["i", "i've", "i'd", "i'm"])
REACH = 6  # tokens between a verb and what it gives
BEFORE = 4  # tokens between a verb and "me"
PASSIVES = frozenset(["was", "am", "were", "been", "got", "get"])
MUST = frozenset(["had", "have", "need", "needed", "i'd", "got"])
AUXILIARIES = frozenset(["had", "have", "was", "already", "been"])
AIMS = frozenset(["to", "if", "whether", "for", "with", ":", "could", "can"])


class Duties(Scene):
    """Reads the duties of one text."""

    def within(self, one: Sentence, *, early: bool) -> Iterator[Duty]:
        """Those of a sentence. What others ask counts only `early`, before the last own act: later it is praise."""
        if self._bare(one):
            yield Duty(span_of(self.tokens, one.first, min(one.first + 2, one.last)))
        for at in range(one.first, one.last):
            key = self.key(at)
            end = one.last
            if key in SELF:
                found = self._own(at, end)
            elif key in ("my", "our"):
                found = self._mine(at, end, early=early)
            elif key in ME:
                found = early and self._of_me(at, one)
            elif key == "mine":  # "Correcting it was mine"
                found = self.key(at - 1) == "was" and self.key(one.first).endswith("ing")
            elif key == "had" and self.key(at - 1) in ("and", ","):
                found = self._had_to(at, one)
            elif key in ("asked", "asks"):
                found = early and self.key(at + 1) in ("whether", "if") and self.key(at + 2) in ("i", "we")
            elif key in self.sets["duty_nouns"]:
                found = self._given(at, end)
            elif key in self.sets["bosses"]:
                found = early and self._boss(at, one)
            else:
                continue
            if found:
                yield Duty(span_of(self.tokens, at, min(at + 2, end)))

    def _bare(self, one: Sentence) -> bool:
        """Without a subject: "Wanted less than 2 s", "Had to halve it", "Was asked to", "Tasked with the move"."""
        key, after = self.key(one.first), self.key(one.first + 1)
        if key in PASSIVES and after in self.sets["assigned"]:
            return self._is_aimed(one.first + 1, one.last)
        if key in self.sets["assigned"] and key not in self.sets["wishes"]:
            return after in ("to", "with")
        known = key in MUST or key in self.sets["wishes"] or key in ("received", "owned", "got")
        return known and bool(self._says(one.first, one.last))

    def _own(self, at: int, end: int) -> bool:
        """As in "I then had to", "I wanted a summary", "I was also asked to", "I got the job of"."""
        passive = self.key(at) == "i'm"
        for here in range(at + 1, min(at + REACH, end)):
            passive = passive or (self.key(here) in PASSIVES and self.key(here + 1) in self.sets["assigned"])
            if passive and self.key(here) in self.sets["assigned"]:
                return self._is_aimed(here, end)
            if passive and self.key(here) in PASSIVES:
                continue
            if (said := self._says(here, end)) is not None:
                return said
        return False

    def _had_to(self, at: int, one: Sentence) -> bool:
        """As in "I was the lead and had until Friday"."""
        if SELF.isdisjoint(self.keys[one.first : at]):
            return False
        return self.key(at + 1) in ("until", "till") or (
            self.key(at + 1) == "to" and self.key(at + 2) not in self.sets["no_duties"]
        )

    def _says(self, at: int, end: int) -> bool | None:
        """Whether the verb after "I" says a duty; nothing where it is only on the way to the verb."""
        key, after = self.key(at), self.key(at + 1)
        said: bool | None = False
        if key in MUST and after == "to":
            said = self.key(at + 2) not in self.sets["no_duties"]
        elif key == "set" and after == "out":
            said = True
        elif key == "asked":
            said = after == "for" and not self.sets["spans"].isdisjoint(self.keys[at + 2 : at + 5])
        elif key in ("owned", "own"):
            said = after != "up"
        elif (
            key in self.sets["wishes"] and self.key(at + 2) not in self.sets["spans"] | self.sets["no_duties"]
        ):
            said = after in self.sets["wished"] or key == "wanted" or (after == "that" and key == "promised")
        elif key == "got" and after in ("this", "it", "that") and self.key(at + 2) == "from":
            said = True
        elif key in self.sets["receiving"]:
            said = self._is_handed(at + 1, end) or (None if key in AUXILIARIES else False)
        elif key in AUXILIARIES or key in self.sets["between_acts"]:
            said = None
        return said

    def _is_aimed(self, at: int, end: int) -> bool:
        """Asked to do, not only asked why."""
        if self.key(at) in self.sets["called_for"]:
            return any(self.key(here) in self.sets["asked_for"] for here in range(at + 1, min(at + 4, end)))
        return True

    def _is_handed(self, at: int, end: int) -> bool:
        """A task, or a time to do it in: "the mission to reduce", "two weeks to", "until Friday"."""
        if self.key(at) in ("until", "till"):
            return True
        for here in range(at, min(at + REACH, end)):
            key = self.key(here)
            if key in self.sets["duty_nouns"]:
                return True
            if (
                key in self.sets["spans"]
                and here < at + BEFORE
                and self.key(here - 1) not in ("every", "each")
            ):
                return self.key(here + 1) in ("to", "for", "until", "till", ".", ",", "left", "", "and")
            if self.tokens[here].kind == PUNCT or key in SELF:
                return False
        return False

    def _mine(self, at: int, end: int, *, early: bool) -> bool:
        """As in "my own main goal here was", "my mandate:", "our team was asked to"."""
        for here in range(at + 1, min(at + 4, end)):
            key = self.key(here)
            if key in self.sets["duty_nouns"]:
                kept = self.key(at - 1) not in ("quit", "left", "lost", "changed", "love", "loved")
                if self.key(here + 1) == "is" and self.between("noun:role", here + 2, here + 5):
                    return False  # "my job is data scientist"
                return kept and self.key(here + 1) in self.sets["duty_follows"]
            if key in ("team", "group", "squad", "crew") and early:
                lead = {self.key(back) for back in range(at - BEFORE, at)}
                told = {self.key(back) for back in range(here + 1, here + 4)}
                asked = lead & self.sets["assigning"] and self.key(here + 1) == "to"
                return bool(asked) or ("was" in told and bool(told & self.sets["assigned"]))
        return False

    def _of_me(self, at: int, one: Sentence) -> bool:
        """As in "asked me whether", "gave me until May", "put me on it", "it was up to me"."""
        after = self.key(at + 1)
        for here in range(at - 1, max(at - BEFORE, one.first) - 1, -1):
            key = self.key(here)
            if key in self.sets["lands"] and self.key(at - 1) in ("to", "on", "with", "upon", "for"):
                return True
            if key in self.sets["assigning"]:
                return after in AIMS or (after in (".", "") and self.key(at) != "myself")
            if key in self.sets["handing_over"]:
                return self._is_handed(at + 1, one.last)
            if key in ("put", "puts", "made") and self.key(at - 1) == key:
                return after in ("in", "on", "responsible", "owner", "lead", "accountable")
        return self.key(at - 1) == "was" and after in ("who", "to") and self.key(at) == "me"

    def _given(self, at: int, end: int) -> bool:
        """As in "the task that I was given", "Goal which I set myself", "the goal: nine days"."""
        if self.key(at + 1) == "for" and self.key(at + 2) == "me":
            return True
        if (
            self.key(at) != "limit"
            and "with" in self.keys[max(at - 3, 0) : at]
            and self.key(at + 1) in (":", "to", "of")
        ):
            return True  # "I flew out with one order: no false trips"
        who = at + 1 + (self.key(at + 1) in ("that", "which"))
        return self.key(who) in SELF and bool(
            {self.key(here) for here in range(who + 1, min(who + 3, end))} & self.sets["gets"]
        )

    def _boss(self, at: int, one: Sentence) -> bool:
        """As in "My VP wanted a fix by Monday", "the desk lead asked whether I could"."""
        for here in range(at + 1, min(at + REACH, one.last)):
            key = self.key(here)
            if key in self.sets["demands"]:
                return True
            if key in ("asked", "asks") and self.key(here + 1) == "for":
                return True
            if key in self.sets["assigning"] or key in ("said", "says", "goes", "went", "insisted"):
                rest = [self.key(to) for to in range(here + 1, one.last)]
                return bool({"i", "me", "us", "we", "you", ":"} & set(rest[:8])) or not self.sets[
                    "orders"
                ].isdisjoint(rest)
            if self.tokens[here].kind == NUMBER:
                return False
        return False
