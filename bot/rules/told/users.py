"""People who have the work in hand, whatever they do with it: the lexicon need not know the verb."""

from collections.abc import Iterator

from bot.rules.told.actors import ACTORS, Actors
from bot.rules.words.lex import WORD
from bot.rules.words.lexicon import Hit

NO_ACTS = ("metric", "noun:technical", "noun:domain", "noun:tool", "noun:trick", "noun:machine")
"""What follows people and is no verb of theirs: "patients data", "customers churn"."""
MANY_ENDS = ("ers", "ors", "ists", "ians", "men", "women", "folks")
ONE_ENDS = ("er", "or", "ist", "ian", "man", "woman")
FORMS = MANY_ENDS + ONE_ENDS
TAILS = frozenset(form[-2:] for form in FORMS)
PARTICIPLES = ("ed", "en", "ne", "pt", "ft", "ld", "ght")
COLLECTIVES = frozenset(["staff", "people", "crew", "police", "personnel", "management"])
NAMES_JOINED = frozenset([",", "and", "the"])
PLURALS = ("s", "men", "children")
WORKING_BY = frozenset(["by", "from", "off", "along", "with", "through"])
"""As in "the driver works off the list"."""
SHORTEST = 5
OFFICE, MANY, ONE = "office", "many", "one"
BY_FORM = (OFFICE, MANY, ONE)


class Users(Actors):
    """Finds people and offices, and the act of which they are the subject."""

    def people(self) -> Iterator[Hit]:
        """Those that the lexicon knows, and those that look like people: "pickers", "a doorbell maker"."""
        listed = [hit for kind in ACTORS for hit in self.found(kind) if not self._is_network(hit)]
        yield from listed
        known = {hit.end - 1 for hit in listed}
        groups, departments = self.sets["groups_of_people"], self.sets["departments"]
        for at, key in enumerate(self.keys):
            if key in departments and self._opens_clause(at):
                yield Hit(at, at + 1, OFFICE)
            elif key in groups:
                if self.is_office(at, key):
                    yield Hit(at - 1, at + 1, OFFICE)
            elif (
                key[-2:] in TAILS
                and key.endswith(FORMS)
                and at not in known
                and self.looks_like_people(at, key)
            ):
                yield Hit(at, at + 1, MANY if key.endswith(MANY_ENDS) else ONE)

    def _is_network(self, hit: Hit) -> bool:
        """The student of "student loss fell": a network that learns from another one."""
        named = self.key(hit.start) in self.sets["programs"]
        return named and any(one.value.training for one in self.between("metric", hit.end, hit.end + 1))

    def _opens_clause(self, at: int) -> bool:
        at -= self.key(at - 1) in ("the", "our")
        return not at or self.key(at - 1) in self.sets["clause_heads"]

    def is_office(self, at: int, key: str) -> bool:
        """As in "the pricing team", "the fraud desk": those who do not build it."""
        if key not in self.sets["groups_of_people"]:
            return False
        lead = self.key(at - 1)
        none = self.sets["inside_leads"], self.sets["own_team"], self.lexicon.function
        named = key in self.sets["offices_of_any_name"]
        named = named or (key in ("team", "teams") and not self.between("noun:domain", at - 1, at))
        named = named and lead.isalpha() and not any(lead in words for words in none)
        return named or lead in self.sets["business_groups"]

    def looks_like_people(self, at: int, key: str) -> bool:
        if not key.endswith(FORMS) or self.tokens[at].kind != WORD or len(key) < SHORTEST:
            return False
        known = self.sets["no_people"]
        if key in known or key[:-1] in known or f"{key}s" in known or key in self.lexicon.function:
            return False
        return not self.any_of(NO_ACTS, at, at + 1)

    def _act_at(self, hit: Hit) -> int:
        """Where the verb of those people stands, if right behind them."""
        at = self._past_place(hit.end)
        while self.key(at) in self.sets["before_acts"] and self.key(at + 1) not in ("it", "them"):
            at += 1
        return at

    def listed_act(self, hit: Hit) -> int | None:
        at = self._act_at(hit)
        after, told = self.key(at + 1), self.key(hit.end + 1)
        if hit.value == ONE and not (after in self.sets["articles"] or after in ("it", "them")):
            return None
        theirs = told in self.sets["articles"] or told in ("her", "his")
        if theirs and self.key(hit.end) in ("have", "has"):
            return hit.end  # "principals have the numbers before first bell"
        if self.key(at) in self.sets["user_verbs"] or self._takes_it(at):
            used = self.is_use(at) and self.key(at) not in self.sets["no_outcome_acts"]
            return at if used or (hit.value == OFFICE and self.key(at + 1) != "off") else None
        return None

    def _takes_it(self, at: int) -> bool:
        """A verb with "it" behind; the IT of "underwriters and IT" is a department."""
        if (
            at + 1 >= len(self.tokens)
            or self.tokens[at].kind != WORD
            or self.key(at) in self.lexicon.function
        ):
            return False
        return self.key(at + 1) in ("it", "them") and self.tokens[at + 1].raw != "IT"

    def unlisted_act(self, hit: Hit) -> int | None:
        """As in "nurses on the desk glance at it", "the control room muted the old alarms": any verb but those of
        labelling, agreeing and judging, right behind the subject."""
        at = self._act_at(hit)
        key, before, after = self.key(at), self.key(at - 1), self.key(at + 1)
        data = not after.isalpha() and self.key(self.head(hit)) in ("that", "which")
        if data or key in self.sets["user_verbs"] or not self.may_be_act(at):
            return None  # "notes that couriers sign"
        if (before == "have" and not key.endswith(PARTICIPLES)) or self._is_of_some(at):
            return None
        near = {self.key(here) for here in range(at + 1, at + 7)}
        if key.endswith("ed"):
            if before == "who" or (hit.value == ONE and after not in self.sets["articles"]):
                return None
            of_data = self.key(self.head(hit)) in ("that", "which") and near.isdisjoint(
                self.sets["since_then"]
            )
            return None if of_data or after in ("by", "") else at
        done = before == "has" and key.endswith(PARTICIPLES)
        if done or self.key(hit.end - 1).endswith(PLURALS) or before in ("now", "can", "does", "who"):
            return at
        thing = after in self.sets["articles"] or after in ("it", "them", "ours", "this", "these")
        thing = thing or (after in WORKING_BY and self.key(at + 2) in self.sets["articles"] | {"it", "this"})
        freed = self.key(self.head(hit)) in ("now", "today")
        told = key.endswith("s") and (thing or freed or "my" in near or bool(near & self.sets["since_then"]))
        return at if told else None

    def continuous_act(self, hit: Hit) -> int | None:
        """As in "are now calling patients from my list", "are using it"; not "are labelling scans"."""
        at = self._act_at(hit)
        if self.key(at) not in ("is", "are"):
            return None
        at += 1 + (self.key(at + 1) in self.sets["before_acts"])
        near = {self.key(to) for to in range(at - 1, at + 8)}
        judged = f"{self.key(at)[:-3]}ed"
        judging = judged != "called" and judged in self.sets["no_outcome_acts"]
        return at if self.key(at).endswith("ing") and not judging and near & self.sets["at_it_now"] else None

    def _is_of_some(self, at: int) -> bool:
        """As in "drivers who fall asleep": those who are looked for, not users."""
        after = self.keys[at + 1 : at + 7]
        return (
            self.key(at - 1) == "who"
            and self.key(at - 2) != ","
            and self.sets["since_then"].isdisjoint(after)
        )

    def leads(self, hit: Hit) -> bool:
        """At the head of a clause, of the text ("Tenants get the bill explained"), or told of (", who act on it")."""
        if self.key(hit.end) == "," and self.key(hit.end + 1) == "who":
            return True
        at = self.head(hit)
        if at < 0 and not self._follows_aside(hit):
            words = range(at + 1, hit.start)
            several = self.key(hit.end - 1).endswith(PLURALS) or self.key(0) in self.sets["determiners"]
            several = several or self.key(hit.end - 1) in COLLECTIVES or hit.value == OFFICE
            return several and not any(self.is_told(here) for here in words)
        if self._follows_aside(hit):
            return True
        if not self.sets["reason_leads"].isdisjoint(self.keys[at : hit.start]):
            return False
        if self.key(at) == "which" and self.key(at - 1) in self.sets["asking"]:
            return False
        return self.key(at) in self.sets["clause_heads"] or self.key(at) in ("now", "today")

    def _follows_aside(self, hit: Hit) -> bool:
        """As in "After the retraining the depot stopped it", "a score the sales floor works through"."""
        led = (
            at
            for at in range(hit.start - 1, max(hit.start - 4, 0), -1)
            if self.key(at) in self.sets["determiners"]
        )
        at = next(led, 0) - 1
        if at < 1 or self.tokens[at].kind != WORD or self.key(at) in self.lexicon.function:
            return False
        named = self.key(at) in self.sets["work_things"] or bool(self.between("noun:domain", at, at + 1))
        work = named and self.key(at - 1) not in ("of", "on", "for")
        return work or self.key(0) in self.sets["asides"]

    def is_told(self, at: int) -> bool:
        """As in "Rewrote planners", "Helping nurses": an act that opens the text."""
        # not the feed of "Feed planners"
        past = self.key(at).endswith("ed") and not self.key(at).endswith("eed")
        present = at == 0 and self.key(1) in self.sets["determiners"] and self.key(0).endswith("s")
        return past or present or at in self.starts("action") or at in self.starts("weak")

    def _past_place(self, at: int) -> int:
        """Past "on the admissions desk", "of the bank", ", who", ", which had muted it,"."""
        if self.key(at) == "," and self.key(at + 1) in ("who", "which") and self.key(at + 2) == "had":
            return next((to + 1 for to in range(at + 3, at + 9) if self.key(to) == ","), at)
        if self.key(at) == "," and self.key(at + 1) == "who":
            told = range(at + 3, at + 12)
            now = (to + 1 for to in told if self.key(to) == "," and self.key(to + 1) == "now")
            return next(now, at + 2)  # "readers, who would not read to an adult, now read to the tablet"
        if self.key(at) not in self.sets["of_place"]:
            return at
        ends = [hit.end for kind in ACTORS for hit in self.between(kind, at + 1, at + 5)]
        if ends:
            return max(ends) + (self.key(max(ends)) in self.sets["groups_of_people"])
        end = at + 1
        while end < len(self.tokens) and (
            self.tokens[end].raw[:1].isupper() or self.key(end) in NAMES_JOINED
        ):
            end += 1
        if end > at + 1 and self.tokens[end - 1].raw[:1].isupper():
            return end + (self.key(end + 1) in ("is", "are"))  # "riders of Hatia hub are using it"
        first = at + 1 + (self.key(at + 1) in self.sets["determiners"])
        acts = (to for to in (first + 1, first + 2) if self.key(to) in self.sets["user_verbs"])
        return next(acts, at)  # "job seekers on the portal see"

    def may_be_act(self, at: int) -> bool:
        if at >= len(self.tokens) or self.tokens[at].kind != WORD or len(self.key(at)) < 3:
            return False
        key = self.key(at)
        if key in self.sets["no_outcome_acts"] or key in self.lexicon.function:
            return False
        if key.endswith(("ing", "ly", "ness")) and key not in self.sets["short_acts"]:
            return False
        return not self.any_of(NO_ACTS, at, at + 1)
