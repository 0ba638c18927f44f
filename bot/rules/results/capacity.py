"""How much one machine carries."""

from bot.rules.facts import Value
from bot.rules.results.bare import Bare

LEADS = frozenset(["from", "on", "per", "with", "of"])
REACH = 9  # tokens


class Capacity(Bare):
    """Reads counts that are a speed."""

    def is_capacity(self, value: Value) -> bool:
        """As in "one GPU serves 48 streams, it was 20", "3 times as many pages an hour from the same card"."""
        quantity = value.quantity
        if "noun:machine" not in self.hits or quantity.noun == "machine" or quantity.value < 1:
            return False
        if quantity.dim not in ("plain", "factor"):
            return False
        if value.shape == "delta" and quantity.dim == "plain":
            return False
        return self._is_carried(value) or (value.shape != "level" and self._is_off_one(value))

    def _is_carried(self, value: Value) -> bool:
        """As in "a single core now handles 22 live streams"."""
        low = self.clause_start(value.first)
        for hit in self.between("noun:machine", low, min(low + 4, value.first)):
            at = hit.end + (self.key(hit.end) in ("now", "can"))
            verb = self.key(at).endswith(("s", "d")) or self.key(at) in self.sets["doing_work"]
            verb = verb and self.key(at) not in self.sets["no_carrying"]
            if verb and not self.sets["single"].isdisjoint(self.keys[low : hit.start]):
                return bool(value.quantity.noun or value.shape == "change")
        return False

    def _is_off_one(self, value: Value) -> bool:
        """As in "Documents per minute on one core: 110, before 40"."""
        low = self.scene_start(value)
        near = self.between("metric", low, value.first)
        if any(hit.value.family == "accuracy" or hit.value.kind in ("hours", "machines") for hit in near):
            return False
        return self._names_one(low, value.first) or self._names_one(value.first + 1, value.last + REACH)

    def _names_one(self, low: int, high: int) -> bool:
        """As in "from the same GPU", "per card"."""
        for hit in self.between("noun:machine", low, high):
            lead = self.keys[max(hit.start - 3, low) : hit.start]
            if not (LEADS.isdisjoint(lead) or self.sets["single"].isdisjoint(lead)) and self.same_sentence(
                low, hit.start
            ):
                return True
        return False
