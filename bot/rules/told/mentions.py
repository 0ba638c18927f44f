"""Metrics that are named, and what the work takes, in words: "snappier", "on the same two old servers"."""

from collections.abc import Iterator

from bot.rules.facts import Mention
from bot.rules.told.foreign import Foreign
from bot.rules.words.lex import NUMBER, WORD
from bot.rules.words.lexicon import Hit

HELD, TIMED = 5, 4  # tokens


class Mentions(Foreign):
    """Tells the names of metrics from those of models and of hardware."""

    def _mentions(self) -> Iterator[Mention]:
        for hit in self.hits.get("metric", ()):
            named = hit.value.silent or self._is_hardware(hit) or self._is_in_a_name(hit)
            if not (named or self._is_of_time(hit)):
                yield Mention(self._span(hit.start, hit.end), hit.value.family, hit.value.id)

    def _is_of_time(self, hit: Hit) -> bool:
        """As in "registrars spend two hours on it": no money."""
        if hit.value.family != "cost" or not self.key(hit.start).startswith("spen"):
            return False
        units = self.between("unit", hit.end, hit.end + TIMED)
        return any(unit.value.dim in ("span", "time") for unit in units)

    def _is_in_a_name(self, hit: Hit) -> bool:
        """As in "speed-bump detector", "claim-cost regression", "price elasticity model", "low-cost airlines",
        "forecasts of power"; not "cost-neutral"."""
        after, before = self.key(hit.end), self.key(hit.start - 1)
        if self.names_a_model(hit) or after in self.sets["targeting"]:
            return True
        if hit.value.family == "cost" or hit.value.id in ("energy", "memory"):
            lead = not self.sets["estimating"].isdisjoint(self.keys[max(hit.start - 3, 0) : hit.start])
            modelled = self._hyphen_before(hit.start) or self.key(hit.end + 1) in self.sets["model_words"]
            if modelled and self._is_noun(hit.end):
                return not (before in self.sets["holding"] or before in self.sets["burden_sizes"])
            if lead and before in ("of", "for", "electricity", "power"):
                return True
        end = self.tokens[hit.end - 1].end
        joined = self.low[end : end + 1] == "-" and self.low[end + 1 : end + 2].isalpha()
        return joined and after not in self.sets["sparing_ends"]

    def _is_noun(self, at: int) -> bool:
        word = at < len(self.tokens) and self.tokens[at].kind == WORD
        return word and self.key(at) not in self.lexicon.function

    def _is_hardware(self, hit: Hit) -> bool:
        """Naming a card says nothing of cost; "without more machines" does."""
        if hit.value.kind != "machines":
            return False
        if self._are_goods(hit.start):
            return True
        near = self.keys[max(hit.start - 2, 0) : hit.start + 1]
        held = not self.sets["same_as_before"].isdisjoint(near)
        return not (held or self.between("noun:release", hit.start - 4, hit.end + 5))

    def _are_goods(self, at: int) -> bool:
        """As in "a quarter fewer boxes are melted", "60 containers less": nothing computes there."""
        near = self.keys[max(at - 2, 0) : at + 2]
        packed = self.key(at) in self.sets["packed"] and not self.sets["fewer"].isdisjoint(near)
        return packed and self.sets["computing"].isdisjoint(self.said)

    def _weighed(self) -> Iterator[Mention]:
        """As in "int8", "snappier", "callers wait no longer", "a compact encoder": speed or size, in one word."""
        burdens, sizes = self.sets["burdens"], self.sets["burden_sizes"]
        if burdens.isdisjoint(self.said) and sizes.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if not (key in burdens or key in sizes) or self._is_joined(at):
                continue
            sized = key in sizes and not self.sets["sized_things"].isdisjoint(self.keys[at + 1 : at + 3])
            if sized or (key in burdens and (key not in self.sets["waits"] or self._stands_alone(at))):
                yield Mention(self._span(at, at + 1), "efficiency", "held")

    def _stands_alone(self, at: int) -> bool:
        """As in "callers wait no longer"; not "pause features", nor "drivers wait 6 minutes less"."""
        after = self.key(at + 1)
        if any(token.kind == NUMBER for token in self.tokens[at + 1 : at + 3]):
            return False
        return not after.isalpha() or after in self.lexicon.function or after in self.sets["holding"]

    def _hyphen_before(self, at: int) -> bool:
        start = self.tokens[at].start
        return self.low[max(start - 1, 0) : start] == "-"

    def _is_joined(self, at: int) -> bool:
        """As in "waiting-time predictor", "for low-cost microphones": part of another word."""
        end, after = self.tokens[at].end, self.key(at + 1)
        names = after.isalpha() and after not in self.lexicon.function
        return self.low[end : end + 1] == "-" or (names and self._hyphen_before(at))

    def _held(self) -> Iterator[Mention]:
        """As in "on the same two old servers", "no added infra spend": what it takes, without a number."""
        resources, holding = self.sets["resources"], self.sets["holding"]
        if resources.isdisjoint(self.said) or holding.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key not in resources or self._is_joined(at) or self._are_goods(at):
                continue
            near = range(max(at - HELD, 0), min(at + HELD, len(self.keys)))
            if any(self.keys[to] in holding and self.same_clause(to, at) for to in near):
                yield Mention(self._span(at, at + 1), "efficiency", "held")
