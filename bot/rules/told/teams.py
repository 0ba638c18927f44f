"""With whom it was done: somebody who can be named, or no more than togetherness."""

from collections.abc import Iterator

from bot.rules.facts import Cue, TeamClaim, TeamRole
from bot.rules.told.mentions import Mentions
from bot.rules.words.lex import PUNCT
from bot.rules.words.lexicon import Hit

EARLY = 5  # tokens
MEMBERSHIP = frozenset(["part", "member"])
PEOPLE = ("noun:role", "noun:audience", "noun:scope")


class Teams(Mentions):
    """Reads partners and claims of teamwork."""

    def _togethers(self) -> Iterator[Cue]:
        """By its root, whatever the phrase: "collaborated", "jointly", "united"; not "collaborative filtering", "put
        together"."""
        names, groups = self.sets["team_names"], self.sets["vague_groups"]
        if not self.roots and names.isdisjoint(self.said) and groups.isdisjoint(self.said):
            return
        alongside, roots = self.sets["alongside"], self.roots
        for at, key in enumerate(self.keys):
            if not (key in alongside or (roots and key.startswith(roots))):
                continue
            rooted = key.startswith(roots) and self._is_of_people_together(at)
            if rooted or (key in alongside and self._are_departments(at)):
                yield TeamClaim(self._span(at, at + 1))

    def _memberships(self) -> Iterator[Cue]:
        """As in "Part of a global squad of 11", "member of the group that ...", not "part of the tools team"; or said
        in another language, where no number is told: "Spolupráca s rôznymi tímami"."""
        if self._has_stem(self.sets["team_stems"]) and not self.counts:
            yield TeamClaim(self._span(0, 1))
        if "of" not in self.said or MEMBERSHIP.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys[:EARLY]):
            if key not in MEMBERSHIP or self.key(at + 1) != "of":
                continue
            group = next((to for to in range(at + 2, at + 9) if self.key(to) in self.sets["own_groups"]), 0)
            described = not self.sets["group_sizes"].isdisjoint(self.keys[at + 2 : group])
            sized = self.key(group + 1) == "of" and self.between("number", group + 2, group + 3)
            if group and (described or sized or self.key(group + 1) in self.sets["group_acts"]):
                yield TeamClaim(self._span(at, group + 1))

    def _are_departments(self, at: int) -> bool:
        """As in "with Risk and Ops", "across policy, legal and product": two of them, in a row; "with all related
        members"."""
        row = self.keys[at + 1 : at + 7]
        told = row[row[:1] == ["the"] :]
        if told and told[0] in self.sets["vague_many"]:
            beside = self.key(at) not in ("across", "between")  # "used across all teams"
            return beside and not self.sets["vague_groups"].isdisjoint(told[1:3])
        named = [n for n, key in enumerate(row) if key in self.sets["team_names"]]
        return len(named) > 1 and not self.sets["separators"].isdisjoint(row[named[0] : named[-1]])

    def _is_of_people_together(self, at: int) -> bool:
        after = self.key(at + 1)
        if self.key(at) in self.sets["no_togetherness"]:
            return after in self.sets["spirits"]  # a fishing cooperative, "synergistic AI"
        before = self.key(at - 1) in self.sets["no_togetherness_before"]
        if before or after in self.sets["no_togetherness_after"]:
            return False
        if not self.sets["no_persons"].isdisjoint(self.keys[max(at - 8, 0) : at]):
            return False  # "a system in which agents cooperate"
        does = (
            after.endswith("ed") or after in self.sets["brought_about"] or at + 1 in self.starts("direction")
        )
        if self.key(at) == "together" and does and self.sets["together_people"].isdisjoint(self.keys[:at]):
            return at == 0  # "pruning and int8 together gave a third"
        if (self.key(at), after) != ("together", "with") or at < 2:
            return True  # "the cache, together with int8" speaks of no people
        return any(self.between(kind, at + 2, at + 6) for kind in PEOPLE)

    def _for_togetherness(self, at: int) -> bool:
        """As in "Spearheaded cross-functional collaboration", "Kept everyone": only togetherness."""
        if self.key(at) in self.sets["keeping_people"]:
            near = self.keys[at + 1 : at + 4]
            kept = self.sets["gathered"], self.sets["team_names"]
            return not all(words.isdisjoint(near) for words in kept)
        roots = self._there(self.sets["together"])
        if not roots and "together" not in self.said:
            return False
        lead = ""
        for token in self.tokens[at + 1 : at + 6]:
            if token.kind == PUNCT or token.key in ("in", "with", "by", "for"):
                return False
            if token.key.startswith(roots) or (token.key == "together" and lead in self.sets["gathered"]):
                return True
            lead = token.key
        return False

    def partners(self) -> Iterator[Cue]:
        """As in "with the data-engineering lead", "for our fraud team": somebody who can be named."""
        for hit in self.hits.get("noun:role", ()):
            if self.key(hit.end - 1) == "colleagues" or self._is_one_of_many(hit):
                continue
            near = range(max(hit.start - 4, 1), hit.start + 1)
            if start := self._named_as(hit) or next((at for at in near if self._is_led(at)), 0):
                yield TeamRole(self._span(start, hit.end))
        for at, key in enumerate(self.keys[:-2]):
            if key in ("with", "alongside") and self._is_somebody_named(at + 1):
                yield TeamRole(self._span(at + 1, at + 3))

    def _is_somebody_named(self, at: int) -> bool:
        """As in "with Aoife Brennan of build tools", "jointly with entomologist Dr. Wirth"."""
        role = self.is_profession(at) or bool(self.between("noun:role", at, at + 1))
        last = at + role + (self.key(at + role) in self.sets["titles"])
        last += self.key(last) == "."
        if last > at:
            return self._is_name_of_one(last)
        known = self.any_of(("noun:tool", "noun:domain", "noun:technical", "metric"), at, at + 2)
        known = known or not self.sets["team_names"].isdisjoint(self.keys[at : at + 2])
        return self._is_name_of_one(at) and self._is_name_of_one(at + 1) and not known

    def _is_led(self, at: int) -> bool:
        return self.key(at - 1) in self.sets["partners"] and self.key(at) in self.sets["articles"]

    def _named_as(self, hit: Hit) -> int:
        """The name in "with Ines, the head of dispatch": somebody whose role is said."""
        for at in range(max(hit.start - 4, 1), hit.start):
            led = self.key(at - 1) in self.sets["partners"] and self.key(at + 1) in (",", "(")
            if led and self._is_name_of_one(at) and self.key(at) not in self.sets["team_names"]:
                return at
        return 0

    def _is_name_of_one(self, at: int) -> bool:
        name = self.tokens[at].raw if at < len(self.tokens) else ""
        return name[:1].isupper() and name[1:].islower()

    def _is_one_of_many(self, hit: Hit) -> bool:
        """As in "with the doctors and the engineers": groups, nobody in particular."""
        if not self.key(hit.end - 1).endswith("s"):
            return False
        after = self.key(hit.end) in self.sets["separators"]
        ends = (hit.end + 1, hit.end + 4) if after else (hit.start - 4, hit.start)
        listed = after or not self.sets["separators"].isdisjoint(self.keys[max(hit.start - 2, 0) : hit.start])
        return listed and any(self.between(kind, *ends) for kind in ("noun:role", "noun:scope"))
