"""What a metric or a unit is told of where it may be a program's or the world's: energy, time, use and money."""

from dataclasses import replace

from bot.rules.facts import Measure, Value
from bot.rules.results.barred import COMPUTED
from bot.rules.results.gains import NAMED_APART
from bot.rules.results.material import MANY
from bot.rules.results.sight import Sight
from bot.rules.words.lexicon import Hit
from bot.rules.words.schema import Metric

ANY_MONEY = frozenset(["cost", "vendor_fees", "electricity_bill", "invoice"])
"""Names of money that do not say what it is paid for."""
ANY_TIME = frozenset(["batch_job", "runtime", "duration"])
ANY_USE = frozenset(["utilisation", "throughput", "lag", "idle_time"])
"""Of a machine, or of trucks and wards."""
ANY_WASTE = frozenset(["energy", "lag", "battery"])
"""Of a program, or of turbines and trams."""
PRICES = frozenset(["cost", "costs", "price", "spend", "bill"])
"""As in "LLM cost per customer"."""
SAT = frozenset(["sat", "sit", "sits", "sitting", "stood", "stand", "stands", "lay", "ran", "left", "went"])
FLAGGED = frozenset(["pages", "scrap_rate"])
"""Alarms and rejects, which a model may give where nothing is."""
CACHE, FALSE = 4, 6  # tokens
INSTANT = 3.0  # seconds: "cycle time stays under the 1.2 s of the line"
GRID, GIGANTIC = frozenset(["kwh", "mwh", "gwh", "twh", "gj"]), ("MW", "GW")

LOSING = frozenset(["lose", "loses", "lost", "waste", "wastes", "wasted"])


class Worlds(Sight):
    """Tells what is a program's from what is people's and their works'."""

    def _other_family(self, value: Value, hit: Hit) -> str:
        """Where the words tell of something else: "truck utilisation", "bank nurse spend", "training wall clock"."""
        metric: Metric = hit.value
        if self._is_of_machine(value, hit):
            return "efficiency"
        if metric.kind == "revenue" and self.key(hit.start) in PRICES and value.quantity.dim == "money":
            computed = self.key(hit.start - 1) in self.sets["computing"]
            return "cost" if computed or self.is_of_cents(value) else ""
        if metric.id in FLAGGED and self._are_false(hit):
            return "accuracy"
        paid = value.quantity.dim == "money" and metric.family == "business" and self.is_paid_in(value)
        worth = metric.kind == "earned" and self.key(hit.start) == "worth"  # "tokens worth 21k a year saved"
        paid = paid or (worth and self.key(hit.start - 1) in self.sets["computing"])
        if paid or (metric.kind == "time" and metric.id in ANY_TIME and self.is_training(value)):
            return "cost"
        if metric.family == "business" and value.quantity.dim == "time" and value.quantity.value < INSTANT:
            return "" if value.compared or self.by_people(value, NAMED_APART) else "efficiency"
        worldly = (metric.id in ANY_USE and self.is_of_world(hit)) or (
            metric.id in ANY_WASTE and self.is_of_plant(value.first, hit.end)
        )
        worldly = worldly or self._is_of_works(value, hit)
        worldly = worldly or (
            self.key(hit.start) == "occupancy" and self.sets["kernels"].isdisjoint(self.said)
        )
        own = 2 * self.key(hit.start - 1).endswith("'")  # "drivers' search time"
        # "time the clerk takes"
        theirs = metric.kind == "time" and self.between("noun:role", hit.start - own, hit.end)
        paid = metric.id in ANY_MONEY and self.is_cost_of_business(hit) and not self.is_of_cents(value)
        return "business" if worldly or theirs or paid else ""

    def _are_false(self, hit: Hit) -> bool:
        """As in "false low-battery alerts", "wrong rejects"."""
        for at in range(hit.start - 1, max(hit.start - FALSE, 0) - 1, -1):
            if self.key(at) in self.sets["mistaken"]:
                return hit.value.id == "pages" or at == hit.start - 1
            if self.key(at) in self.lexicon.function:
                break
        return False

    def _is_of_works(self, value: Value, hit: Hit) -> bool:
        """As in "electricity -12.6 %", "hook idle time 38 -> 29 %", "the mill gained 11 h of running time"."""
        lead = hit.start - 1
        if hit.value.id == "energy" and self._is_of_grid(value):
            return True
        if hit.value.id == "energy" and self.key(hit.start) == "electricity":
            low = self.sentence_start(hit.start)
            learns = self.runs_learning(self.clause_start(hit.start), value.last)
            return not (learns or self.between("noun:machine", low, value.last))
        if hit.value.id == "idle_time":
            if self._are_idle_things(hit.end):
                return True
            known = self.any_of((*COMPUTED, "direction", "action"), lead, hit.start) or self.key(lead) in SAT
            return (
                self.names_thing(lead) and not known and self.key(lead) not in self.sets["plain_adjectives"]
            )
        if self.key(hit.start) != "running":
            return False
        return self.key(value.first - 1) in ("gained", "gains", "won")

    def _are_idle_things(self, at: int) -> bool:
        """As in "Idle hives -17 %"; not "idle GPUs", "idle time"."""
        named = self.names_thing(at) and self.key(at).endswith("s") and at not in self.moves
        return named and not (self.any_of(COMPUTED, at, at + 1) or self.key(at) in self.sets["computing"])

    def _is_of_machine(self, value: Value, hit: Hit) -> bool:
        """The wait of "wait in the GPU queue", the hit rate of "hit rate of the cache"."""
        if hit.value.id == "hit_rate":
            return "cache" in self.keys[max(hit.start - CACHE, 0) : hit.start]
        if hit.value.id == "writing_time":
            return self.key(hit.end) in ("show", "appear", "reach", "arrive", "propagate", "land")
        if hit.value.id == "search_time_hpo":
            return not self.sets["stores"].isdisjoint(self.keys[max(hit.start - 2, 0) : hit.start])
        chores = hit.value.id == "chores" and self.is_of_program(value)
        return chores or (hit.value.id == "patient_wait" and self.is_of_jobs(value))

    def _outside(self, value: Value) -> Measure | None:
        """As in "runs on 3.1M acres", "the utility curtails 140 MWh a month less"."""
        large = value.quantity.value >= MANY / 10 and not self.near("training_cue", value, 9)
        if value.first - 1 in self.acts:
            return None  # "drove 1,600 km"
        launched = large or (self.near("launch_cue", value, 4) and self.key(value.first - 1) == "on")
        if value.shape == "level" and value.quantity.dim == "amount" and launched:
            return Measure(value.span, "business", "reach", "level", ref=True)
        if value.quantity.dim == "speed":  # "Pickers do 140 lines an hour"
            human = value.quantity.scale < 1 and self.by_others(value, ("noun:role",))
            return self.share_of(value, "business") if human else None
        if self._is_of_grid(value):
            return self.implied(value, "business", -1)
        moved = value.quantity.dim in ("energy", "length") and value.shape == "delta"
        theirs = moved and (
            self.by_others(value) or (value.quantity.dim == "length" and self.by_people(value, 8))
        )
        return self.implied(value, "business", -1) if theirs else None

    def _is_of_grid(self, value: Value) -> bool:
        """As in "13.9 -> 13.2 kWh/t": more than a program draws, unless it is a training or a cluster that does."""
        words = self.tokens[value.first : value.last]
        if value.shape == "level" or not any(word.key in GRID or word.raw in GIGANTIC for word in words):
            return False
        low = self.sentence_start(value.first)
        return not (self.runs_learning(low, value.first) or self.between("noun:machine", low, value.last + 4))

    def _money(self, value: Value) -> Measure:
        if self.is_fought(value):
            return self.implied(value._replace(good=1), "business", 1)
        if self.is_of_trade(value) or self.is_of_business(value) or self.is_raised(value):
            return self.implied(value, "business", -1 if value.direction < 0 else 0)
        if self.is_ended(value):
            return self.implied(value._replace(good=1, ref=True), "cost", -1)
        return self.implied(value, "cost", -1)

    def _is_time_lost(self, value: Value) -> bool:
        """As in "night staff now loses 70 minutes per shift on alarms instead of 30"."""
        return not LOSING.isdisjoint(self.keys[max(value.first - 2, 0) : value.first])

    def _duration(self, value: Value) -> Measure | None:
        family = self.lasts(value)
        if family == "":
            return None
        near = self.between("direction", value.first - 8, value.first)
        saved = value.shape == "level" and any(cue.value == "saved" for cue in near)
        ref = value.ref or (family == "business" and saved)  # "effort saved is 900 hours a month"
        told = self.implied(value._replace(ref=ref), family, -1 if family == "cost" else self.wanted(value))
        longer = (
            value.shape == "change"
            and value.direction > 0
            and (self._is_waited(value) or self._is_time_lost(value))
        )
        # "the wait of callers 2 -> 9 min"
        return replace(told, good=-1) if longer and family == "business" else told
