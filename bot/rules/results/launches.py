"""Where it was launched: everywhere, in a country, on all machines of a kind."""

from bot.rules.facts import Value
from bot.rules.results.material import Material
from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.lexicon import Hit

LAUNCH = 8  # tokens
EVERY = frozenset(["all", "every", "each", "entire", "whole"])
LIVE = frozenset(
    [("in", "use"), ("now", "on"), ("is", "on"), ("are", "on"), ("switched", "on"), ("turned", "on")]
)


class Launches(Material):
    """Finds the words for the whole or a land behind a word of launching."""

    def wholes(self) -> list[int]:
        """The tokens like "all" that follow soon after a word of launching."""
        if self.sets["whole"].isdisjoint(self.said):
            return []
        whole = [at for at, token in enumerate(self.tokens) if token.key in self.sets["whole"]]
        return [at for at in whole if self._is_launched(at)]

    def _is_launched(self, at: int) -> bool:
        if self.key(at - 1) in self.sets["unscoped"] or (
            self.key(at - 1) == "the" and self.key(at - 2) in self.sets["unscoped"]
        ):
            return False  # "released all weights", "shipped it after every team signed"
        if self.key(at + 1) in self.sets["rates"]:
            return False  # "we now pay 300 less each month to the company"
        if self.key(at + 1) == "of" and self.key(at + 2) in ("them", "these", "those", "it", "which"):
            return False  # "LangChain, Weaviate, Milvus: used all of them for clients"
        cues = self.between("launch_cue", at - 8, at)
        near = [cue for cue in cues if self.same_sentence(cue.start, at) and not self._is_to_come(cue.start)]
        if self.key(at) in ("each", "every"):  # "which underwriters now attach to each file"
            near = [cue for cue in near if self.key(cue.start) != "now"]
        return bool(near)

    def everywhere(self) -> int | None:
        """The end of what it is launched on, in no list: "released on all 14 etchers of the fab"."""
        if EVERY.isdisjoint(self.said) or self.sets["launching"].isdisjoint(self.said):
            return None
        for at, key in enumerate(self.keys):
            if key not in EVERY or not self._is_released(at):
                continue
            end = at + 1 + (self.key(at + 1) in ("second", "third", "other", "single"))
            while end < min(at + 5, len(self.tokens)) and self._is_of_world(end):
                end += 1
            if end > at + 1 and self.tokens[end - 1].kind == WORD:
                return end
        return None

    def _is_released(self, at: int) -> bool:
        lead = at - 1 - (self.key(at - 1) == "the")
        if self.key(lead) not in ("on", "in", "to", "at", "across", "for"):
            return False
        near = range(max(at - LAUNCH, 0), lead)
        return any(
            self.key(here) in self.sets["launching"]
            and (self.key(here) != "use" or self.key(here - 1) == "in")  # "managers use it for every meeting"
            and self.key(here + 1) not in ("it", "them")  # "analysts open it first at each incident"
            and self.same_clause(here, at)
            and not self._is_to_come(here)
            for here in near
        )

    def _is_to_come(self, at: int) -> bool:
        """As in "to be launched in all theatres", "will be live in every shop"."""
        return self.key(at - 1) == "be" and self.key(at - 2) in self.sets["not_yet"]

    def _is_of_world(self, at: int) -> bool:
        """Neither a small word nor a word of the trade."""
        kinds = ("noun:technical", "noun:machine", "noun:domain", "noun:tool")
        plain = self.tokens[at].kind != PUNCT and self.key(at) not in self.lexicon.function
        return plain and not any(self.between(kind, at, at + 1) for kind in kinds)

    def land(self) -> int | None:
        """The token of a country, region or city where it was launched: "rolled out to Canada and the UK", "to the
        Swiss and Dutch shops"; not "to the French version"."""
        countries, people = self.sets["countries"], self.sets["demonyms"]
        if countries.isdisjoint(self.said) and people.isdisjoint(self.said):
            return None
        for at, key in enumerate(self.keys):
            theirs = key in people and self.key(at - 1) != "in"
            theirs = theirs and not self.sets["rollouts"].isdisjoint(self.keys[:at])
            theirs = theirs and self.sets["languages_told"].isdisjoint(self.keys[at + 1 : at + LAUNCH])
            if (key in countries or theirs) and self._is_opened(at):
                return at
        return None

    def _is_opened(self, at: int) -> bool:
        lead = at - 1 - (self.key(at - 1) in self.sets["articles"])
        if self.key(lead) not in ("in", "to", "across", "for", "into", "throughout"):
            return False
        near = range(max(lead - LAUNCH, 0), lead)
        if (self.key(lead - 2), self.key(lead - 1)) in LIVE:
            return True
        return any(self.key(here) in self.sets["launching"] and self.same_sentence(here, at) for here in near)

    def released(self, value: Value, hit: Hit) -> bool:
        low, high = min(value.first, hit.start) - 5, max(value.last, hit.end) + 5
        cues = self.between("noun:release", low, high)
        return any(self._together(cue.start, value.first) for cue in cues)

    def _together(self, a: int, b: int) -> bool:
        low, high = min(a, b), max(a, b)
        return not any(self.tokens[at].key in (";", ".", ",", "\n") for at in range(low, high))

    def walkable(self, start: int, end: int) -> bool:
        return all(self.tokens[at].kind not in (PUNCT, NUMBER) for at in range(start, end))
