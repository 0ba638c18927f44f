"""Data: what it was taught with or tried on, how much of it, and which part."""

from bot.rules.facts import Value
from bot.rules.results.equipment import Equipment
from bot.rules.words.lex import WORD

MANY = 1000
NEAR, GROWN = 9, 5  # tokens
WORKED = ("learning", "computing", "working")
BEYOND = frozenset(["above", "over", "below", "under", "beyond", "exceeding"])


class Material(Equipment):
    """Tells the size of a data set or a share of it from what was reached on it."""

    def near(self, name: str, value: Value, reach: int) -> bool:
        """A cue stands at most `reach` tokens before the value, in its sentence."""
        cues = self.between(name, value.first - reach, value.first)
        return any(self.same_sentence(cue.start, value.first) for cue in cues)

    def is_data(self, value: Value) -> bool:
        """The size of a data set or a share of it, or the load it ran under ("at 3x traffic")."""
        quantity = value.quantity
        labels = quantity.dim == "plain" and quantity.value >= MANY and self._are_labels(value)
        if labels or self._is_measured_out(value):
            return True
        if self.is_load_factor(value):
            folded = self.key(value.last - 1) == "fold"  # "at four-fold acceleration"
            return value.shape != "change" and (folded or not value.quantity.word)
        if (
            self.is_setting(value)
            or self._is_size_of_plan(value)
            or self._is_part_moved(value)
            or self._is_equipment(value)
            or (value.shape == "level" and (self._are_hours_of_tape(value) or self._is_condition(value)))
            or (quantity.dim == "factor" and quantity.word and self._is_own_setting(value))
        ):
            return True
        if (
            value.shape == "delta"
            and self.key(value.last - 2) == "of"
            and self.between("noun:technical", value.last, value.last + 1)
        ):
            return True  # "pruned 35 of 80 features"
        if quantity.dim == "plain" and value.shape == "level" and self.near("training_cue", value, 5):
            return quantity.noun not in ("metric", "") or quantity.magnitude
        return quantity.dim in ("plain", "percent") and value.shape == "level" and self._taught(value)

    def _is_measured_out(self, value: Value) -> bool:
        """As in "labelled 40,000 pallets", "a test set of 12k pallets"."""
        if value.quantity.dim != "amount" or value.shape != "level":
            return False
        lead = self.keys[max(value.first - GROWN, 0) : value.first]
        taught = self.near("training_cue", value, GROWN) or not self.sets["labelling"].isdisjoint(lead)
        return taught or (lead[-1:] == ["of"] and not self.sets["materials"].isdisjoint(lead))

    def _are_labels(self, value: Value) -> bool:
        """As in "labelled 12,000 scans", "9,000 annotations"; not "Labelling budget for the year 180k -> 65k"."""
        low = max(value.first - GROWN, 0)
        if self.key(value.first + 1) in ("labels", "annotations"):
            return True
        told = not self.sets["labelling"].isdisjoint(self.keys[low : value.first])
        return told and all(hit.value.kind != "money" for hit in self.between("metric", low, value.first))

    def _is_own_setting(self, value: Value) -> bool:
        """As in "when we doubled the batch", "Doubled the training set", "Doubled the context length": what was done,
        not what came of it."""
        after = self.keys[value.last : value.last + 4]
        if not self.sets["materials"].isdisjoint(after) or not self.sets["plan_sizes"].isdisjoint(after[:3]):
            return not self.between("metric", value.last, value.last + 3)
        own = self.key(value.first - 1) in ("we", "i")
        return own and bool(self.between("noun:technical", value.last, value.last + 3))

    def _are_hours_of_tape(self, value: Value) -> bool:
        """As in "Pretraining with 3,200 hours of radio"; not "40 hours of training", "6 hours of GPU time"."""
        fed = value.quantity.dim == "span" and self.key(value.first - 1) in self.sets["data_fed"]
        if not fed or self.key(value.last) != "of" or not self._names_data(value.last + 1):
            return False
        words = self.keys[value.last : value.last + 4]
        worked = any(not self.sets[name].isdisjoint(words) for name in WORKED)
        taught = not self.sets["teaching"].isdisjoint(self.keys[max(value.first - 10, 0) : value.first])
        return taught and not worked and not self.between("noun:machine", value.last, value.last + 4)

    def _is_condition(self, value: Value) -> bool:
        """As in "F1 0.58 on hours above 200 EUR/MWh", "for invoices over $10k": which cases were meant."""
        if value.quantity.dim != "money" or self.key(value.first - 1) not in BEYOND:
            return False
        at = value.first - 2
        plural = self.tokens[at].kind == WORD and self.key(at).endswith("s") and at > 0
        named = self.key(at - 1) != "for" and self.between("metric", at, at + 1)
        return plural and self.key(at - 1) in self.sets["meant_by"] and not named

    def _names_data(self, at: int) -> bool:
        known = at < len(self.tokens) and self.tokens[at].kind == WORD
        return known and self.key(at) not in self.lexicon.function

    def _taught(self, value: Value) -> bool:
        """As in "Fine-tuned a 3B model on 20k tickets": what follows "on" is what it learned from."""
        if value.first == 0 or self.tokens[value.first - 1].key not in self.sets["teaching_from"]:
            return False
        keys = {token.key for token in self.tokens[max(value.first - 10, 0) : value.first]}
        many = value.quantity.dim == "plain" and value.quantity.value >= MANY and self._names_data(value.last)
        return bool(keys & self.sets["teaching"]) and (many or value.quantity.noun != "")

    def is_mistaken(self, value: Value) -> bool:
        """As in "confuses iron with gold ore in 2 % of samples"."""
        if self.key(value.first - 1) not in ("in", "on"):
            return False
        low = max(value.first - NEAR, 0)
        lead = self.keys[low : value.first]
        if self.key(self.clause_start(value.first)) == "takes" and "for" in lead[1:]:
            return True  # "takes wards for wings in 9 % of frames"
        return not self.sets["mistaking"].isdisjoint(lead) or any(
            self._is_false(at) for at in range(low, value.first)
        )

    def _is_false(self, at: int) -> bool:
        """As in "invented quotes"; a wrong platform or parcel is somebody's, no prediction."""
        if self.key(at) not in self.sets["untrue"]:
            return False
        return not any(self.between(kind, at + 1, at + 2) for kind in ("noun:audience", "noun:scope"))

    def is_preference(self, value: Value) -> bool:
        """As in "raters preferred ours in 61% of 500 pairs"."""
        near = self.between("metric", value.first - 12, value.first)
        return any(hit.value.compares and self.same_sentence(hit.start, value.first) for hit in near)
