"""Numbers of what it runs with or was set to: memory of machines, sizes of plans, settings."""

from bot.rules.facts import Value
from bot.rules.told.actors import Actors
from bot.rules.words.lex import IDENT, WORD

TERABYTE = 1e12
RELATIVE = frozenset(["that", "which", "whom"])
FED = frozenset(["on", "by", "with", "from", "over"])
HOLDING = frozenset(["have", "has", "had", "hold", "holds"])
YEAR, HELD = 30_000_000, 5  # seconds, tokens
OWNING = frozenset(["with", "and", "of", ","])


class Equipment(Actors):
    """Tells what was given from what came of it."""

    def is_load_factor(self, value: Value) -> bool:
        """As in "at 3x traffic"; "12x real time", "2x tokens per second" are speeds."""
        led = value.quantity.dim == "factor" and self.key(value.first - 1) in ("at", "under", "despite")
        return led and self.key(value.last) not in ("real", "tokens", "frames", "samples", "steps")

    def is_setting(self, value: Value) -> bool:
        """As in "chunks of 30 s", "sampled each 500 ms", "recorded at 5 fps", "a PSI threshold of 0.2"."""
        glued = "-" in self.keys[value.first : value.last]  # "cut into 30-second windows"
        if not (value.shape == "level" or glued) or value.quantity.dim in ("percent", "money"):
            return False
        if self._is_of_study(value) or self._is_given(value):
            return True
        at = value.first - 1
        if self.keys[max(at - 2, 0) : at + 1] == ["of", "up", "to"]:
            return True  # "clips of up to 60 s"
        if self.key(at) in ("every", "each"):  # "forecast every 15 minutes"
            return not value.ref and self.key(value.last) not in self.sets["certain"]
        while self.key(at) in self.sets["set_to"]:
            at -= 1
        # "120 fps sensors"
        films = value.quantity.dim == "speed" and self.key(value.last) in self.sets["sensors"]
        if films or self.key(at) in self.sets["set_things"]:
            return True
        timed = value.quantity.dim in ("time", "span", "speed") and (glued or not value.ref)
        return timed and self.key(value.last) in self.sets["looks_ahead"]

    def _is_of_study(self, value: Value) -> bool:
        """As in "Collected 3,000 grasps with 5 operators", "Wrote a 10-week course for 60 students": how large the
        work was."""
        if self.key(0) not in self.sets["studying"] or not self.same_sentence(0, value.first) or value.ref:
            return False
        whole = value.quantity.value >= 1 and not value.quantity.value % 1
        glued = "-" in self.keys[value.first : value.last]
        if not whole or value.compared or not (glued or value.quantity.dim in ("plain", "bytes")):
            return False
        if self.used_by(value.last) or not RELATIVE.isdisjoint(self.keys[: value.first]):
            return False  # "Wrote the course, 60 people took it", "the sync that 310 recorders use"
        acts = self.between("action", 1, value.first)
        apart = any(self.key(hit.start) not in self.sets["studying"] for hit in acts)
        return not (apart or self.any_of(("launch_cue", "direction"), 1, value.first))

    def _is_given(self, value: Value) -> bool:
        """As in "Trained on 1.3M tickets, 40 areas and 11 years of changelogs", "Fed by 380 buses", "We have 22
        million pages scanned": what there was to begin with."""
        if value.ref or value.direction or value.shape != "level":
            return False
        low = self.sentence_start(value.first)
        told = self.key(low) in self.sets["fed_with"] and self.key(low + 1) in FED
        if told and not self.any_of(("action", "launch_cue"), low + 1, value.first):
            return True
        if value.quantity.dim == "span":
            return value.quantity.value >= YEAR and self.key(value.last) == "of"  # "nine years of appeals"
        held = self.key(value.first - 1) in HOLDING
        return held and not self.sets["gathering"].isdisjoint(self.keys[value.last : value.last + HELD])

    def _is_equipment(self, value: Value) -> bool:
        """As in "Jetson AGX Orin 64GB", "128 GB machines", "BERT (340M parameters)", "5 TB of logs"."""
        quantity = value.quantity
        if value.shape != "level" or value.ref:
            return False
        if quantity.dim == "bytes":
            return self._is_memory_of_machine(value)
        named = self.key(value.last) in ("parameters", "params", "parameter") and quantity.magnitude
        lead = self.key(value.first - 1)
        told = lead in self.sets["reached"] or lead in self.sets["about"]
        return (named or quantity.dim == "params") and not told

    def _is_memory_of_machine(self, value: Value) -> bool:
        """As in "A100 80GB", "128 GB machines", "5 TB of logs"."""
        if self.between("noun:machine", value.last, value.last + 1):
            return True
        low = max(value.first - 7, 0)
        named = not self.sets["small_devices"].isdisjoint(self.keys[low : value.first])
        if self.key(value.first - 1) in OWNING and (named or self.between("noun:machine", low, value.first)):
            return True  # "a server with 32 GB RAM", "cards of 24 GB"
        if self.key(value.last) == "of":
            return not self.between("metric", value.last + 1, value.last + 3)
        lead = self.tokens[value.first - 1] if value.first else None
        if lead is None or lead.kind not in (WORD, IDENT) or lead.raw == lead.key:
            return False
        return not any(hit.end == value.first for hit in self.between("metric", value.first - 4, value.first))

    def _is_part_moved(self, value: Value) -> bool:
        """As in "Moved 70 % of the traffic to cheaper cards": what was done, not what came of it."""
        lead = self.key(value.first - 1)
        if value.shape == "change":  # "Moved the store from two regions into one"
            own = value.quantity.noun == "scope" and self.keys[0] in self.sets["moves_parts"]
            return own and lead == "from"
        moved = value.quantity.dim == "percent" and lead in self.sets["moves_parts"]
        return moved and "of" in (self.key(value.last - 1), self.key(value.last))

    def _is_size_of_plan(self, value: Value) -> bool:
        """As in "the tender (volume 6 million euros)", "5 sensors at 100 Hz", "a 120 MW solar farm"."""
        dim, before = value.quantity.dim, self.key(value.first - 1)
        if value.shape != "level":
            return False
        if dim == "money":
            beside = self.keys[max(value.first - 3, 0) : value.first] + self.keys[value.last : value.last + 3]
            return not self.sets["sums_of_money"].isdisjoint(beside)
        if dim in ("time", "span"):  # "older than 2 days"
            return before == "than" and self.key(value.first - 2).endswith("er")
        if dim == "speed" and self.key(value.last - 1) in ("hz", "khz"):
            return not (value.ref or (before == "at" and self.key(value.first - 2) in self.sets["running"]))
        if dim == "energy" and self.key(value.last) in self.lexicon.function:
            return False
        large = dim == "bytes" and value.quantity.value >= TERABYTE
        return not value.ref and (large or (dim == "energy" and self._is_plain(value.last)))
