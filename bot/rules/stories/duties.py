"""What the teller had to reach: asked of them, promised by them, or theirs by role."""

from collections.abc import Iterator

from bot.rules.facts import Cue
from bot.rules.stories.sentences import Sentence, span_of
from bot.rules.words.lex import PUNCT
from bot.rules.words.scene import Scene

ME = frozenset(["me", "us", "myself"])
SELF = frozenset(["i", "i've", "i'd", "i'm"])
REACH = 6  # tokens between a verb and what it gives
FAR = 10
NOBODY = frozenset(["nobody", "none", "never"])
BEFORE = 4  # tokens between a verb and "me"
PASSIVES = frozenset(["was", "am", "were", "been", "got", "get"])
MUST = frozenset(["had", "have", "need", "needed", "i'd", "got"])
AUXILIARIES = frozenset(["had", "have", "was", "already", "been"])
TEAMS = frozenset(["team", "group", "squad", "crew"])


class Duties(Scene):
    """Reads the duties of one text."""

    def within(self, one: Sentence, *, early: bool) -> Iterator[Cue]:
        """Those of a sentence. What others ask counts only `early`, before the last own act: later it is praise."""
        if self._bare(one):
            yield Cue(span_of(self.tokens, one.first, min(one.first + 2, one.last)), "duty")
        for at in range(one.first, one.last):
            key = self.key(at)
            end = one.last
            if key in SELF or (early and key == "we" and self._is_asked(at + 1)):
                found = self._own(at, end)
            elif key in ("my", "our"):
                found = self._mine(at, end, early=early)
            elif key in ME:
                found = early and NOBODY.isdisjoint(self.keys[one.first : at]) and self._of_me(at, one)
            elif key in ("and", ","):
                found = self._goes_on(at, one)
            elif key in ("asked", "asks"):
                found = early and self.key(at + 1) in ("whether", "if") and self.key(at + 2) in ("i", "we")
            elif key in self.sets["duty_nouns"]:
                found = self._given(at, end)
            elif key in self.sets["bosses"]:
                found = early and self._boss(at, one)
            else:
                continue
            if found:
                yield Cue(span_of(self.tokens, at, min(at + 2, end)), "duty")

    def _is_asked(self, at: int) -> bool:
        """As in "(We) were asked to cut it": a duty of the teller too, unlike "(we) got to the end"."""
        return self.key(at) in PASSIVES and self.key(at + 1) in self.sets["assigned"]

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
        if self._is_the_one(at + 1, end):
            return True
        for here in range(at + 1, min(at + REACH, end)):
            passive = passive or (self.key(here) in PASSIVES and self.key(here + 1) in self.sets["assigned"])
            if passive and self.key(here) in self.sets["assigned"]:
                return self._is_aimed(here, end)
            if passive and self.key(here) in PASSIVES:
                continue
            if (said := self._says(here, end)) is not None:
                return said
        return False

    def _is_the_one(self, at: int, end: int) -> bool:
        """As in "(I) was the one who should repair it", "(I) am the person responsible for the reader"."""
        if self.key(at) not in ("was", "am"):
            return False
        for here in range(at + 2, min(at + FAR, end)):
            key, after = self.key(here), self.key(here + 1)
            if key == "who":
                return after in ("should", "must", "would") or (after in MUST and self.key(here + 2) == "to")
            if key == "responsible":
                return True
            if self.tokens[here].kind == PUNCT or key in ("and", "that", "which"):
                return False
        return False

    def _goes_on(self, at: int, one: Sentence) -> bool:
        """As in "I was the lead and had until Friday", "I ran it and had committed to 15 seconds"."""
        if SELF.isdisjoint(self.keys[one.first : at]):
            return False
        at += 1
        if self.key(at - 1) == "and" and self.key(at + (self.key(at) == "had")) in self.sets["binding"]:
            return self._own(at - 1, one.last)
        if self.key(at) != "had":
            return False
        if self.key(at + 1) == "to":
            return self._is_duty(at + 2)
        return self._is_handed(at + 1, one.last, ours=True)  # "and had ten days to win them back"

    def _says(self, at: int, end: int) -> bool | None:
        """Whether the verb after "I" says a duty; nothing where it is only on the way to the verb."""
        key, after = self.key(at), self.key(at + 1)
        said: bool | None = False
        if key in MUST and after == "to":
            said = self._is_duty(at + 2)
        elif key == "set" and after == "out":
            said = True
        elif key in ("owned", "own"):
            said = after != "up"
        elif key in self.sets["pledges"]:
            said = self._is_pledged(at, end)
        elif (
            key in self.sets["wishes"]
            and self.key(at + 2) not in self.sets["spans"]
            and self.key(at + 2) not in self.sets["no_duties"]
        ):
            said = after in self.sets["wished"] or key == "wanted"
        elif key in self.sets["receiving"]:
            said = self._is_handed(at + 1, end) or (None if key in AUXILIARIES else False)
        elif key in AUXILIARIES or key in self.sets["between_acts"]:
            said = None
        return said

    def _is_duty(self, at: int) -> bool:
        """Not "(I had to) laugh", but "(I had to) explain it and repair it"."""
        if self.key(at) not in self.sets["no_duties"]:
            return True
        near = range(at + 1, at + FAR)
        verbs = (to + 1 + (self.key(to + 1) == "to") for to in near if self.key(to) == "and")
        return any(self.key(to) in self.sets["orders"] for to in verbs)

    def _is_pledged(self, at: int, end: int) -> bool:
        """As in "I wanted to halve it by May", "I told my boss that I would", "I promised a fix"."""
        after = self.key(at + 1)
        if self.key(at) in self.sets["binding"] and (after in self.sets["determiners"] or after.isdigit()):
            return True
        for here in range(at + 1, min(at + FAR, end)):
            key, verb = self.key(here), self.key(here + 1)
            if key in ("would", "must", "will", "should") and "that" in self.keys[at:here]:
                return True  # "told my boss that I would"
            aimed = here == at + 1 or self.key(at) not in self.sets["intentions"]
            if key == "to" and verb not in self.sets["determiners"] and self.key(at) in self.sets["wishes"]:
                return aimed and verb not in self.sets["no_duties"]
            if key in ("and", "but", "so", ";"):
                return False
        return False

    def _is_aimed(self, at: int, end: int) -> bool:
        """Asked to do, not only asked why."""
        if self.key(at) in self.sets["called_for"]:
            near = any(self.key(here) in self.sets["asked_for"] for here in range(at + 1, min(at + 4, end)))
            return near or "to" in self.keys[at + 1 : min(at + FAR, end)]
        return True

    def _is_aimed_at(self, at: int, end: int) -> bool:
        """As in "(They brought me in) to double the number", "(sent me) over from search with one wish"."""
        return any(self.key(here) in self.sets["aimed_at"] for here in range(at, min(at + BEFORE, end)))

    def _is_handed(self, at: int, end: int, *, ours: bool = False) -> bool:
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
                return self.key(here + 1) in (
                    ("to", "for") if ours else ("to", "for", "until", "till", ".", ",", "left", "", "and")
                )
            if self.tokens[here].kind == PUNCT or key in SELF:
                return False
        return False

    def _is_handed_as(self, at: int, end: int) -> bool:
        """As in "(gave me) the shelf as my first proper project"."""
        duties = self.sets["handed"] | self.sets["duty_nouns"]
        leads = (here + 1 for here in range(at, end) if self.key(here) == "as")
        return any(not duties.isdisjoint(self.keys[to : min(to + REACH - 1, end)]) for to in leads)

    def _mine(self, at: int, end: int, *, early: bool) -> bool:
        """As in "my own main goal here was", "my mandate:"."""
        ends = at + 2 >= end or self.key(at + 2) in self.sets["duty_ends"]
        if ends and self.key(at - 1) in ("was", "became", "is"):
            # "This was my thesis"
            return self.key(at + 1) in self.sets["duty_nouns"] or self.key(at + 1) in self.sets["own_parts"]
        for here in range(at + 1, min(at + 4, end)):
            key = self.key(here)
            if key in self.sets["duty_nouns"]:
                kept = self.key(at - 1) not in self.sets["done_with"]
                return kept and self.key(here + 1) in self.sets["duty_follows"]
            over = self.key(at - 1) in self.sets["done_with"]  # "where I did my thesis is modern"
            if key in self.sets["own_parts"] and self.key(at) == "my" and early and not over:
                said = next(
                    (
                        to
                        for to in range(here + 1, min(here + REACH, end))
                        if self.key(to) in self.sets["duty_is"]
                    ),
                    None,
                )
                return said is not None and not self._is_quality(said + 1)
        return False

    def _is_quality(self, at: int) -> bool:
        """As in "(my part was) too slow", "(my plan was) approved": no duty."""
        key = self.key(at)
        return key.endswith(("ed", "ly")) or key in self.sets["qualities"]

    def _of_me(self, at: int, one: Sentence) -> bool:
        """As in "asked me whether", "gave me until May", "put me on it", "it was up to me"."""
        after = self.key(at + 1)
        for here in range(at - 1, max(at - BEFORE, one.first) - 1, -1):
            key = self.key(here)
            if key in self.sets["lands"] and self.key(at - 1) in ("to", "on", "with", "upon", "for"):
                return True
            if key in self.sets["assigning"]:
                if after == "to" and self.key(at + 2) in self.sets["determiners"]:
                    return False  # "They sent me to the fair"
                aimed = after in self.sets["aimed_at"] or (
                    after in self.sets["moved_by"] and self._is_aimed_at(at + 2, one.last)
                )
                return aimed or (after in (".", "") and self.key(at) != "myself")
            if key in self.sets["handing_over"]:
                given = self.key(at + 1) in ("the", "this") and self.key(at + 2) in self.sets["handed"]
                return (
                    given
                    or self._is_handed_as(at + 1, one.last)
                    or self._is_handed(at + 1, one.last, ours=self.key(at) == "us")
                )
            if key in ("put", "puts", "made") and self.key(at - 1) == key:
                return after in ("in", "on", "responsible", "owner", "lead", "accountable")
        owner = after in ("who", "to") or self.key(at - 2) in ("owner", "lead", "one", "responsible", "dri")
        return owner and self.key(at) == "me" and self.key(at - 1) == "was"

    def _given(self, at: int, end: int) -> bool:
        """As in "the task that I was given", "Goal which I set myself", "the goal: nine days"."""
        after = self.keys[at + 1 : at + 3]
        if after[:1] == ["of"] and self._is_of_ours(at + 2):
            said = self.keys[at + 3 : at + REACH]
            return self.key(at - 2) in self.sets["duty_is"] or not self.sets["duty_is"].isdisjoint(said)
        lead = self.keys[max(at - 3, 0) : at]
        told = ":" in self.keys[at + 1 : at + REACH] and "of" not in after
        if told and lead and self.key(at - 1) in self.sets["articles"]:
            return not lead[:-1] or lead[-2] in (".", "\n")  # "The brief: below nine"
        who = at + 1 + (self.key(at + 1) in ("that", "which"))
        return self.key(who) in SELF | {"we"} and bool(
            {self.key(here) for here in range(who + 1, min(who + 3, end))} & self.sets["gets"]
        )

    def _is_of_ours(self, at: int) -> bool:
        """As in "(the aim of) my work package", "(the task of) our group"."""
        return self.key(at) == "my" or (self.key(at) == "our" and self.key(at + 1) in TEAMS)

    def _boss(self, at: int, one: Sentence) -> bool:
        """As in "My VP wanted a fix by Monday", "the desk lead asked whether I could"."""
        for here in range(at + 1, min(at + REACH, one.last)):
            key = self.key(here)
            if key in self.sets["requesting"] and self.key(here + 1) == "that":
                return self.key(here + 2) in ("i", "we") or self._is_own_boss(at, one)
            if key in self.sets["demands"]:
                return self._is_own_boss(at, one)
            if key in self.sets["assigning"] or key in ("said", "says", "goes", "went", "insisted"):
                return self._is_order(here + 1, one.last)
        return False

    def _is_own_boss(self, at: int, one: Sentence) -> bool:
        """As in "My VP", "our head of claims", or what they want is wanted from the teller."""
        lead = {self.key(here) for here in range(max(at - 2, one.first), at)}
        return bool(lead & {"my", "our"}) or not ME.isdisjoint(self.keys[at : one.last])

    def _is_order(self, at: int, end: int) -> bool:
        """As in "(told) me that", "(said) : fix it"; not "(said) : what a year"."""
        if self.key(at) in ME:
            return True
        if (
            self.key(at) in ("the", "a", "an")
            and self.key(at + 1) not in TEAMS
            and self.key(at - 1) != "wanted"
        ):
            return False  # "(asked) the vendor to repair it"
        return not self.sets["orders"].isdisjoint(self.keys[at:end])
