"""Somebody outside the team who does something with the work, as the subject of a clause."""

from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import Scene

ACTORS = ("noun:role", "noun:audience", "noun:scope")
REACH = 7


class Actors(Scene):
    """As in "which sales reps now trust", "the managers look at it every Monday"."""

    def act(self, hit: Hit) -> int | None:
        """The token of the verb, if `hit` is its subject."""
        if self.key(hit.end) == "now" and self._is_plain(hit.end + 1):
            return hit.end + 1
        return self._verb_after(hit.end) if self._is_subject(hit) else None

    def used_by(self, start: int) -> bool:
        """Whether those who are counted at `start` use it: "2,300 journalists at 11 papers use it"."""
        there = [hit for kind in ACTORS for hit in self.between(kind, start, start + 3)]
        return any(self._uses(hit) for hit in there)

    def _uses(self, hit: Hit) -> bool:
        """Teams, too, are users of what they rely on or have switched to."""
        at = self._verb_after(hit.end)
        if at is None:
            return False
        teams = self.key(hit.end - 1) == "teams" and self.key(at) in self.sets["adopting"]
        return teams or self.is_outside(hit)

    def _verb_after(self, start: int) -> int | None:
        end = start + REACH
        for at in range(start, min(end + REACH, len(self.tokens))):
            key = self.key(at)
            if self._joins_names(at):
                end += 2  # "64 investigators in Kenya, Uganda and Tanzania open"
                continue
            if at >= end:
                return None
            if key in self.sets["user_verbs"]:
                return at if self.is_use(at) else None
            known = key in self.lexicon.function or key in self.sets["no_outcome_acts"]
            # "the client department in its handling"
            known = known or key in self.sets["offices_of_any_name"]
            if not known and self._is_object(at + 1):
                return at
            counted = self.tokens[at].kind == NUMBER and self.key(at - 1) not in ("at", "in", "of", "from")
            if self.tokens[at].kind == PUNCT or counted or key in self.sets["no_users"]:
                return None
            if key.endswith("ed") and key in self.sets["no_outcome_acts"]:
                return None
        return None

    def _joins_names(self, at: int) -> bool:
        """As in "Latvia, Poland", "Kenya and Uganda"."""
        if self.key(at) not in (",", "and", "&") or not 0 < at < len(self.tokens) - 1:
            return False
        return self.tokens[at - 1].raw[:1].isupper() and self.tokens[at + 1].raw[:1].isupper()

    def _is_object(self, at: int) -> bool:
        """As in "wear it", "screen with it", "send its forecast"."""
        at += self.key(at) in ("with", "on", "from", "by", "through", "in")
        return self.key(at) in ("it", "them", "its")

    def is_use(self, at: int) -> bool:
        """Not "signed off", nor what might be labelling ("two radiologists read"), unless it is a habit."""
        if self.key(at + 1) == "off" and not self.key(at).startswith("work"):
            return False
        if self.key(at) not in self.sets["maybe_labelling"]:
            return True
        near = {self.key(here) for here in range(at - 2, at + 7)}
        return self.key(at - 1) == "can" or bool(near & self.sets["habits"])

    def _is_plain(self, at: int) -> bool:
        moves = self.between("direction", at, at + 1)
        if at + 1 < len(self.tokens) and self.tokens[at + 1].kind == NUMBER:
            return False  # "search now takes 900 ms"
        return at < len(self.tokens) and self.tokens[at].kind == WORD and not moves

    def _is_subject(self, hit: Hit) -> bool:
        """Not of the team, and at the head of a clause."""
        return self.is_outside(hit) and self.is_head(hit)

    def is_outside(self, hit: Hit) -> bool:
        """Not of the team, and no device."""
        first, last = self.key(hit.start), self.key(hit.end - 1)
        if hit.end - hit.start > 1:  # "loan officers", "on call"; not "data team", "product manager"
            return first == "on" or not (last in self.sets["insiders"] or first in self.sets["inside_leads"])
        # "field engineers"
        return last not in self.sets["insiders"] or (
            last in ("engineer", "engineers") and self.key(hit.start - 1) in self.sets["business_groups"]
        )

    def is_head(self, hit: Hit) -> bool:
        """At the head of a clause, but not of the text."""
        at = self.head(hit)
        if self.key(at) == "which" and self.key(at - 1) in self.sets["asking"]:
            return False  # "predicting which patients will not come"
        if self.key(at) == "what" and self.key(at - 1) in ("exactly", "just", "precisely"):
            return False  # "exactly what two radiologists reach"
        return at > 0 and self.key(at) in self.sets["clause_heads"]

    def head(self, hit: Hit) -> int:
        """The token before the whole noun phrase; -1 where the text begins with it."""
        at = hit.start - 1
        while at >= max(hit.start - 5, 0) and self._leads_to_noun(at):
            at -= 1
        return at

    def _leads_to_noun(self, at: int) -> bool:
        token = self.tokens[at]
        plain = token.kind in (WORD, NUMBER) and token.key not in self.sets["clause_heads"]
        return plain and (token.key in self.sets["determiners"] or token.key not in self.lexicon.function)
