"""What is only planned, hoped, under way or thought at the end of a text: no end of it yet."""

from collections.abc import Sequence

from bot.rules.facts import Value
from bot.rules.stories.circumstances import Circumstances
from bot.rules.stories.sentences import Sentence
from bot.rules.words.lex import NUMBER
from bot.rules.words.scene import once

OURS = frozenset(["i", "we", "i'm", "we're"])
AS_IT = frozenset(["where", "as", "than"])
NOT = frozenset(["not", "hasn't", "haven't", "isn't", "aren't", "didn't"])
NEAR = 3  # tokens
FAR = 8


class Outlook(Circumstances):
    """Tells what has come from what is still to come."""

    values: Sequence[Value]
    opening: Sequence[Sentence]
    """What stands before the first own act."""

    def _looks_ahead(self, one: Sentence) -> bool:
        """As in "This should come out at 4 s", "The season begins in May", "I am adding it", "Next: a pilot"."""
        if self._is_not_yet(one) or self._is_left(one):
            return True
        ahead = next((at for at in range(one.first, one.last) if self._is_ahead(at, one)), None)
        return ahead is not None and not self._has_come(one.first, ahead)

    def _is_not_yet(self, one: Sentence) -> bool:
        """As in "the decision has not come yet"; not "has not failed yet"."""
        keys = self.keys[one.first : one.last]
        if "yet" not in keys or NOT.isdisjoint(keys[: keys.index("yet")]):
            return False
        return not self._has("problem", one) and keys.index("yet") >= len(keys) - NEAR

    def _is_left(self, one: Sentence) -> bool:
        """As in "The firm was sold before anybody tried it"."""
        keys = self.keys[one.first : one.last]
        at = next((at for at, key in enumerate(keys) if key in self.sets["leaving"]), None)
        if at is None or self._is_counted_in(one):
            return False
        rest = keys[at + 1 : at + FAR]
        if not self.sets["terms"].isdisjoint(keys[:at]):
            return True  # "The semester ended and we submitted the code"
        return "before" in rest and not self.sets["first_used"].isdisjoint(
            keys[at + rest.index("before") + 1 :]
        )

    def _is_counted_in(self, one: Sentence) -> bool:
        return any(one.first <= value.first < one.last for value in self.values)

    def _is_ahead(self, at: int, one: Sentence) -> bool:
        key, after = self.key(at), self.key(at + 1)
        if key in self.sets["ahead"]:
            # "should never have been sent"
            said = key == "hope" or "have" not in self.keys[at + 1 : at + NEAR]
            said = said and self.key(at - 1) not in ("no", "nobody", "none", "which", "who")
            said = said and after not in ("not", "never")  # "they would not go back"
            said = said and AS_IT.isdisjoint(self.keys[max(at - NEAR, 0) : at])  # "where it should be"
        elif key in self.sets["has_to"] and after == "to":  # "the number that I have to beat"
            before = self.keys[max(at - 2, 0) : at]
            said = not self.sets["deciding"].isdisjoint(before) and "no" not in before
        elif key == "for":  # "is set for January", not "is silent for weeks"
            said = self._is_said_of(at) and self._is_date(at + 1, at + 2) and after not in self.sets["spans"]
        else:
            said = key in self.sets["to_come"] and self._is_said_of(at)
            said = said and (not after or after in self.sets["coming"])
        return said or self._is_under_way(at) or self._is_to_start(at, one)

    def _is_said_of(self, at: int) -> bool:
        return not self.sets["being_now"].isdisjoint(self.keys[max(at - 2, 0) : at])

    def _is_to_start(self, at: int, one: Sentence) -> bool:
        """As in "the season begins in May"; or the sentence is about a plan: "Next: a pilot", "If it holds, ..."."""
        key, after = self.key(at), self.key(at + 1)
        soon = self.keys[at + 1 : at + 1 + NEAR]
        if key in self.sets["starting"] and not self.sets["starting_in"].isdisjoint(soon):
            return self._is_date(at + 2, one.last)
        if at > one.first + 1:
            return False
        head = at == one.first or self.key(one.first) in ("to", "the", "our", "my", "still")
        planned = key in self.sets["aims"] and after in (
            ":",
            "is",
            "are",
            "=",
            "step",
            "steps",
            "would",
            "remains",
            "stays",
        )
        planned = planned and self.sets["attained"].isdisjoint(self.keys[at + 2 : at + 2 + NEAR])
        return (at == one.first and key == "if") or (head and planned)

    def _is_under_way(self, at: int) -> bool:
        """As in "I am rewriting the prompt", "the hospital is now testing it"; not "they are using it"."""
        if self.key(at) not in self.sets["being_now"]:
            return False
        doing = at + 1
        while self.key(doing) in self.sets["at_present"]:
            doing += 1
        key = self.key(doing)
        own = {self.key(at), self.key(at - 1)} & OURS and key not in self.sets["gaining"]
        return key.endswith("ing") and (bool(own) or key in self.sets["weighing"])

    def _is_date(self, at: int, last: int) -> bool:
        """As in "May", "the autumn", "two weeks", "Monday": not "two seconds"."""
        near = self.keys[at : min(at + NEAR, last)]
        return "since" not in near and not self.sets["dates"].isdisjoint(near)

    def _has_come(self, first: int, at: int) -> bool:
        """Something was reached before what is to come: "It went live in May, and two more sites will follow"."""
        if not self.sets["conditions"].isdisjoint(self.keys[first:at]):
            return False
        moved = any(first <= value.first < at and value.shape == "change" for value in self.values)
        named = ("result", "results", "the")  # "The results will be measured"
        return moved or any(self.key(hit.start) not in named for hit in self.between("ending", first, at))

    @once
    def is_told_now(self) -> bool:
        """What was wrong is told in the present, "The robot hits the shelf", so that it still is."""
        opening = [one for one in self.opening if not self._is_own(one)]
        if not opening or any(self._is_of_past(at) for one in opening for at in range(one.first, one.last)):
            return False
        return any(self._is_of_present(at) for at in range(opening[0].first, opening[0].last))

    def _is_own(self, one: Sentence) -> bool:
        return not self.sets["own_openers"].isdisjoint(self.keys[one.first : one.first + 2])

    def _is_of_past(self, at: int) -> bool:
        """Not the participle of "is read by hand", "sites served by one clerk"."""
        key, before = self.key(at), self.key(at - 1)
        if key in self.sets["past"]:
            return True
        return (
            key.endswith("ed")
            and key not in self.sets["objects"]
            and before not in self.sets["being_now"]
            and self.key(at + 1) != "by"
        )

    def _is_of_present(self, at: int) -> bool:
        """As in "is", "loses", "find nothing"."""
        forms = {self.key(at), self.key(at).removesuffix("s")}
        told = (
            self.sets["finite"],
            self.sets["present_acts"],
            self.sets["acts_of_others"],
            self.sets["user_verbs"],
        )
        return any(not forms.isdisjoint(words) for words in told)

    def _is_opinion(self, one: Sentence) -> bool:
        """As in "In my view it is very promising", "Our competitor reports 4 points": no number, or not ours."""
        keys = self.keys[one.first : one.last]
        if not self.sets["rivals_told"].isdisjoint(keys[:NEAR]) and not self.sets["reporting"].isdisjoint(
            keys
        ):
            return True
        if any(self.tokens[at].kind == NUMBER for at in range(one.first, one.last)) or self._has(
            "ending", one
        ):
            return False
        return not self.sets["opinions"].isdisjoint(keys)
