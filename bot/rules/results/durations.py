"""What a duration is about: somebody's work, a training, or how long the program takes."""

from itertools import pairwise

from bot.rules.facts import Value
from bot.rules.results.barred import WIDE
from bot.rules.results.having import MANY
from bot.rules.results.subjects import COMPUTED, DAY, MINUTE, Subjects
from bot.rules.told.actors import ACTORS
from bot.rules.words.lex import PUNCT
from bot.rules.words.lexicon import Hit

LASTING = frozenset(["still", "stays", "stayed", "remains", "remained", "kept"])
NAMED_TIME = 9  # tokens
LEADING, SPENT_ON, NOTHING, LOST = 3, 6, 8, 10  # tokens
SPEND = frozenset(["spend", "spends"])
"""Nothing but people spends minutes on something."""
JOBS = frozenset(["job", "jobs", "gpu", "gpus", "request", "requests", "queries", "builds"])
HEADS_OF_RUNS = frozenset(
    ["job", "batch", "pipeline", "rebuild", "reindex", "reindexing", "etl", "backfill", "inference"]
)
PACES = frozenset(["a", "an", "per", "/", "each", "every", "this", "last", "the", "over"])
SPENDING = frozenset(["spend", "spends", "spent", "spending"])
LABOUR = frozenset(
    ["work", "labour", "labor", "reading", "checking", "typing", "manual", "clerical", "effort"]
)
COMING = frozenset(["comes", "came", "amounts", "amounted", "come", "up"])
REGAINED = frozenset(["regained", "regain", "regains", "regaining"])
WON = frozenset(["won", "given", "handed", "got", "gained", "gotten", "clawed", "bought"])
CHORES = frozenset(
    [
        "time",
        "work",
        "typing",
        "retyping",
        "paperwork",
        "writing",
        "copying",
        "walking",
        "driving",
        "phoning",
        "sorting",
    ]
)
WINNING = frozenset(["get", "gets", "got", "win", "wins", "won", "gain", "gains", "gained", "have", "has"])
AGENTS = ("er", "or", "ist", "ian", "man", "woman", "wife")
SINGLE = frozenset(["minute", "hour", "day", "week", "month", "year"])
PAID_WORK = ("computing", "learning", "labelling", "labellers")

HELD_BACK = frozenset(["stopped", "frozen", "blocked", "recovered", "intercepted", "seized", "traced"])


class Durations(Subjects):
    """Reads durations that no metric names."""

    def lasts(self, value: Value) -> str:
        """The family: somebody's hours are human work, seconds are latency, a bare "two weeks" is nothing."""
        if value.shape == "change" and self.is_training(value):
            return "cost"
        cut = self._is_cut_to(value)
        if value.shape == "level" and not cut:
            return self._level(value)
        if (
            self.key(value.first - 1) == "in"
            and self.before_in(value)
            and not self.by_people(value, NAMED_TIME)
        ):
            return "efficiency"  # "1,000 pages in 6 minutes, formerly 50"
        if self._is_of_anybody(value) or (value.compared and self.is_of_plant(value.first, value.last)):
            return "business"
        low = self.clause_start(value.first)
        machine = self.between("noun:machine", low, value.first) or self.runs(low, value.last + 3)
        runs = value.compared and machine and value.quantity.value < DAY
        if runs or value.quantity.dim == "time" or value.shape == "change" or cut:
            return "efficiency"
        blocked = self._is_of_machines(self.clause_start(value.first), value.first)
        less = value.direction < 0 or (value.compared and value.good > 0)
        return "business" if less and not blocked else ""

    def _is_cut_to(self, value: Value) -> bool:
        """As in "Cut report generation to 3 minutes", "Got assimilation down to 25 minutes a cycle"."""
        led = value.shape == "level" and self.key(value.first - 1) == "to"
        low = self.clause_start(value.first)
        return led and any(hit.value == "down" for hit in self.between("direction", low, value.first))

    def _is_of_anybody(self, value: Value) -> bool:
        """As in "a class set takes them 50 minutes", and not where a program is named right before."""
        if self.key(value.first - 1) in ("them", "us", "me", "him", "her") or self._is_labour(value):
            return True
        if value.shape == "change":
            if self._is_of_a_job(value):
                return False
            if self.is_batch_of(value) and not self.by_people(value, NAMED_TIME):
                return False
            if max(value.before or 0, value.after or 0) < MINUTE:
                longest = max(value.before or 0, value.after or 0)
                return longest >= 1 and self.by_others(
                    value, ("noun:role",)
                )  # nobody's work is done in seconds, unless somebody is the subject
            if self.is_of_program(value):
                return False
        theirs = self._somebody(value) or self._is_of_clients(value) or self._is_waited(value)
        return theirs or self.is_of_process(value)

    def _is_of_a_job(self, value: Value) -> bool:
        """As in "Catalogue job of the night, which describes new goods, ends in 50 min; earlier 6 hours"."""
        low = self.sentence_start(value.first)
        head = self.keys[low : low + 3]
        return not HEADS_OF_RUNS.isdisjoint(head) and not self.by_people(value, NAMED_TIME)

    def _is_labour(self, value: Value) -> bool:
        """As in "20 min of their work", "assistants spend 9 minutes": only people work and spend time."""
        inside = (at for at in range(value.first, value.last + 1) if self.key(at) == "of")
        if any(not LABOUR.isdisjoint(self.keys[at + 1 : at + 4]) for at in inside):
            return True
        spent = not SPENDING.isdisjoint(self.keys[max(value.first - 3, 0) : value.first])
        low = self.clause_start(value.first)
        return spent and not (self.between("noun:machine", low, value.first) or self.runs(low, value.first))

    def is_work(self, value: Value) -> bool:
        """As in "planners need 2 h instead of 1.5 days", "post-editors need a third less time"."""
        if value.quantity.dim != "span" and self.key(value.last) != "time":
            return False
        if self._is_of_one(value):
            return True
        for at in range(value.first - 1, max(value.first - 6, 0), -1):
            if self.tokens[at].kind == PUNCT or self.key(at) in self.sets["joins"]:
                return False
            if self.key(at) in SPEND and value.quantity.value >= MINUTE:
                return not self._is_of_machines(self.clause_start(at), value.last + SPENT_ON)
            if self.key(at) in self.sets["working"]:
                return self._is_somebody(at - 1)
        return False

    def _is_of_one(self, value: Value) -> bool:
        """As in "an estimator does a tender in 2 days that used to take 5": a program is hardly told of as "an"."""
        low = self.clause_start(value.first)
        if value.quantity.dim != "span" or self.key(low) not in ("a", "an"):
            return False
        return any(
            self.key(at).endswith(AGENTS)
            and self.key(at + 1).endswith("s")
            and self.key(at + 1) not in self.sets["working"]  # "a referral letter takes 20 s"
            and self.key(at) not in self.sets["program_things"]
            for at in (low + 1, low + 2)
        )

    def is_won_back(self, value: Value) -> bool:
        """As in "SDRs get back 45 minutes each", "gave each buyer 3 hours a week back"."""
        led = self.key(value.first - 1) == "back" and self.key(value.first - 2) in WINNING
        after = self.keys[value.last : value.last + 4]
        at = value.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        back = led or self.key(at) in REGAINED or self._is_spared_to(value, at)
        back = back or (value.shape != "change" and "back" in after[: 1 + (not WON.isdisjoint(after[:2]))])
        back = back or (
            self.key(value.last) == "of" and not CHORES.isdisjoint(after[1:]) and self._is_over(value)
        )
        return back and not self._is_of_machines(self.clause_start(value.first), value.last + len(after))

    def _is_spared_to(self, value: Value, at: int) -> bool:
        """As in "it saves each of them 50 minutes", "spares the two captioners seven of the eleven minutes"."""
        saved = [hit for hit in self.between("direction", at - 6, at) if hit.value == "saved"]
        if not saved or value.shape == "change" or not self.same_clause(saved[-1].start, at):
            return False
        people = any(self.is_outsider(one) for one in self.people_in(saved[-1].end, at + 1))
        return people or self.key(at) in ("them", "him", "her", "everyone", "each")

    def _is_over(self, value: Value) -> bool:
        """As in "nobody re-types readings, a job that ate six hours of office time a week"."""
        low, high = self._sentence_edge(value.first, -1), self._sentence_edge(value.last, 1)
        return not self.sets["over_with"].isdisjoint(self.keys[low:high])

    def is_spent(self, value: Value) -> bool:
        """A price or a spend, not the money of "a $35 camera", "a $2M seed round", "payments above $10,000"."""
        if self.key(value.first - 1) in ("below", "under", "over", "above") and self.between(
            "noun:audience", value.first - 2, value.first - 1
        ):
            return False  # "for every loan below 50k"
        thing = self.key(value.first - 2)
        if self.key(value.first - 1) == "above" and thing.isalpha() and thing not in self.lexicon.function:
            return False  # "on hours above 200 EUR/MWh"
        if (
            self.is_ended(value)
            or self.is_paid_in(value)
            or self.per_day(value, -2)
            or any(self.key(at) in self.sets["per"] for at in range(value.first, value.last + 1))
        ):
            return True
        limited = (
            self.key(value.last) in ("budget", "budgeted", "limit", "allowed")
            and value.first < value.last - 2
        )
        if limited or self.between("noun:release", value.last, value.last + 7):
            return True
        back = value.first - 1
        while self.key(back) in self.sets["about"] and self.key(back) not in (
            "a",
            "an",
            "the",
            "over",
            "more",
        ):
            back -= 1
        comes = self.key(back) == "to" and self.key(back - 1) in COMING
        return (
            comes
            or self.key(back) in self.sets["spending"]
            or self.key(value.last)
            in (
                "each",
                "saved",
                "annually",
                "annualized",
                "annualised",
            )
        )

    def is_paid_in(self, value: Value) -> bool:
        """As in "8p in compute", "$14k a month in tokens"."""
        at = value.last + 2 * (self.key(value.last + 1) in self.sets["rates"])
        after = self.keys[at + 1 : at + 3]
        return self.key(at) in ("in", "of") and not self.sets["computing"].isdisjoint(after)

    def is_ended(self, value: Value) -> bool:
        """As in "annual subscription of 240k discontinued", "the API costs nothing, it was $900 a month"."""
        if value.shape != "level":
            return False
        if self.key(value.first - 1) in ("cost", "costs", "costing"):
            low = self._sentence_edge(value.first - 1, -1)
            act = self.key(low + (low > 0))  # "Dropped the feed, which cost 40k a year"
            return act == "dropped" or act in self.sets["retiring"]
        after = range(value.last, value.last + LOST)
        if any(
            self.key(at) in ("not", "no", "never")
            and self.same_clause(value.last, at)
            and not self.sets["unbought"].isdisjoint(self.keys[at + 1 : at + 1 + LEADING])
            for at in after
        ):
            return True  # "3 lakh of GPU hardware per line is not required any more"
        return self._comes_to_nothing(value) or any(
            self.key(at) in self.sets["ended"] and self.same_clause(value.last, at)
            for at in range(value.last, value.last + 4)
        )

    def _comes_to_nothing(self, value: Value) -> bool:
        if value.quantity.dim != "money" or self.sets["nothing"].isdisjoint(self.said):
            return False
        near = range(max(value.first - NOTHING, 0), min(value.last + NOTHING, len(self.tokens)))
        return any(
            self.keys[at] in self.sets["nothing"]
            and self.key(at + 1) in ("", ",", ".", ";", ")", ":", "from", "now", "today")
            and self.same_sentence(at, value.first)
            for at in near
        )

    def is_fought(self, value: Value) -> bool:
        """As in "catching an estimated 60k a month more than the rules": what would have been lost."""
        lead = range(value.first - 1, max(value.first - 5, -1), -1)
        if self.key(value.first - 1) in self.sets["earning"] and value.compared:
            return True
        if self.runs_learning(value.last, value.last + SPENT_ON):
            return False
        if self.key(value.first - 2) in ("by", "in") and self.key(value.first - 1) in ("error", "mistake"):
            return True  # "stopped paying by error 310k each year"
        if (
            value.shape == "level" and self.key(value.last) == "of"
        ):  # "3.1M of client money stopped in a year"
            held = (at for at in range(value.last + 2, value.last + 6) if self.key(at) in HELD_BACK)
            return any(self.same_clause(value.last, at) for at in held)
        return value.shape != "change" and any(
            self.key(at) in self.sets["fought"] and self.same_clause(at, value.first) for at in lead
        )

    def is_of_business(self, value: Value) -> bool:
        """Money that is saved or moved beside customers, staff or their troubles, and nothing of computing."""
        per = any(self.key(at) in self.sets["per"] for at in range(value.first, value.last + 1)) or (
            self.key(value.first + 1) in ("a", "an", "each") and value.shape == "change"
        )  # "2.10 a picture became 0.70"
        if (per and not self._is_paced(value)) or (value.shape == "level" and not self.is_saved(value)):
            return False
        low = self._sentence_edge(value.first, -1)
        high = self._sentence_edge(value.last, 1)
        near = self.between("metric", low, high)
        families = {hit.value.family for hit in near}
        if self.runs(self.clause_start(value.first), value.first):
            return False  # "the processing of tiles came down from USD 1,900"
        if families & {"efficiency", "cost"} or self.between("noun:machine", low, high):
            return False
        if self.between("noun:tool", low, high) or self.runs_learning(low, high):
            return False
        people = ("noun:role", "noun:audience", "noun:scope")
        return "business" in families or any(self.between(kind, low, high) for kind in people)

    def is_of_trade(self, value: Value) -> bool:
        """As in "theatre overtime fell by 58k a quarter": what no computing costs is named in the clause; "price
        forecast of rebar for the buyers: 260k less paid", in the sentence."""
        low = self.clause_start(value.first)
        whole = self._sentence_edge(value.first, -1)
        if self.key(value.last + 1) == "paid" and not self.sets["trades"].isdisjoint(
            self.keys[whole : value.first]
        ):
            return not self.runs_learning(whole, value.last)
        if self.key(low + (self.key(low) in self.sets["articles"])) in self.sets["trades"]:
            return not self.runs_learning(low, value.first)  # "Scrap in press line 3 was 4 lakh per quarter"
        absent = self.sets["trades"].isdisjoint(self.keys[low : value.first])
        return not (absent or self.runs_learning(low, value.last) or self._is_of_computing(low, value.first))

    def _is_paced(self, value: Value) -> bool:
        """As in "38k a month", "$4 -> $2 per day"; "per student-month" is a price of one."""
        reach = range(value.last - 2, value.last + 3)
        per = any(self.key(at) in self.sets["rates"] and self.key(at - 1) in PACES for at in reach)
        return per or self.key(value.last) in ("monthly", "yearly", "annually", "daily", "weekly")

    def is_raised(self, value: Value) -> bool:
        """As in "yield per audit rose by 640 pounds": more money, and nothing of computing."""
        low, high = self.clause_start(value.first), value.last + LEADING
        more = value.direction > 0 and value.shape == "delta"
        return more and not (self.runs_learning(low, high) or self._is_of_computing(low, value.first))

    def runs_learning(self, low: int, high: int) -> bool:
        """Whether the words tell of computing, training or labelling."""
        words = self.keys[low:high]
        return any(not self.sets[name].isdisjoint(words) for name in PAID_WORK)

    def _sentence_edge(self, at: int, step: int) -> int:
        for _ in range(WIDE):
            if not 0 <= at < len(self.tokens) or self.key(at) in (".", ";", "\n"):
                break
            at += step
        return max(at, 0)

    def is_cost_of_business(self, hit: Hit) -> bool:
        """As in "fuel cost", "cost of a missed appointment", "bank nurse spend", "power bill of cell sites"."""
        low = hit.start
        while low > max(hit.start - LEADING, 0) and self._is_plain_word(low - 1):
            low -= 1
        high = hit.end + (SPENT_ON if self.key(hit.end) in ("of", "paid") else 0)
        paid = (
            not self.sets["computing"].isdisjoint(self.keys[hit.end : high])
            or self.key(hit.start) == "cheaper"
        )
        if (
            paid
            or self._is_of_computing(low, hit.start)
            or self.runs_learning(self.clause_start(hit.start), low)
        ):
            return False
        if not self.sets["trades"].isdisjoint(self.keys[low : hit.start]):
            return True
        weighed = (
            self.between("unit", hit.end + 1, hit.end + 2) if self.key(hit.end) in self.sets["per"] else ()
        )
        if any(unit.value.dim == "amount" for unit in weighed):
            return True  # "cost per km"
        theirs = self.key(low - 1) not in self.sets["per"] and any(
            self.key(one.end - 1) not in self.sets["of_programs"]
            for kind in ACTORS
            for one in (*self.between(kind, low, hit.start), *self.between(kind, hit.end, high))
        )
        if theirs and self.sets["labellers"].isdisjoint(self.keys[low:high]):
            return True
        near = [one for one in self.between("metric", hit.start - 3, hit.end + 4) if one.value.id != "pages"]
        before = any(one.end == hit.start and one.value.family == "business" for one in near)
        named = self.key(hit.end) in ("of", "per") and any(
            one.start > hit.start and one.value.family == "business" for one in near
        )
        return before or named

    def _is_plain_word(self, at: int) -> bool:
        if not 0 <= at < len(self.tokens):
            return False
        known = self.key(at) in self.lexicon.function or self.between("direction", at, at + 1)
        return (self.tokens[at].kind != PUNCT or self.key(at) == "'") and not known

    def _is_of_computing(self, low: int, high: int) -> bool:
        """Whether the words name what computes, or is computed: "GPU", "scan charges", "object store"."""
        if not self.sets["computing"].isdisjoint(self.keys[low:high]):
            return True
        if any(self.between(kind, low, high) for kind in COMPUTED):
            return True
        named = self.between("metric", low, high)
        return any(hit.value.family in ("cost", "efficiency") and hit.value.id != "hardware" for hit in named)

    def is_saved(self, value: Value) -> bool:
        """What was saved is no bare value: it would have been spent."""
        return any(cue.value == "saved" for cue in self.between("direction", value.first - 8, value.first))

    def _is_somebody(self, at: int) -> bool:
        if self.key(at) in ("they", "staff", "everyone"):
            return True
        return any(role.end == at + 1 for role in self.between("noun:role", at - 2, at + 1))

    def _is_of_clients(self, value: Value) -> bool:
        """As in "Patients wait 9 days, before it was 23", "parcels leave the hall 40 minutes earlier": minutes and
        more of whom or what the program is for."""
        if value.quantity.dim != "span" and (value.shape == "change" or not value.compared):
            return False
        low = self.clause_start(value.first)
        if self._is_of_machines(low, value.first):
            return False
        for kind in ("noun:audience", "noun:scope"):
            for hit in self.between(kind, low, value.first):
                if self._heads_clause(hit, low):
                    return True
        return False

    def _is_waited(self, value: Value) -> bool:
        """As in "average stay in the emergency room 5.1 h", "claimants wait 2 days"; not "wait 20 min for a node"."""
        low = self.clause_start(value.first - (self.key(value.first - 1) == ":"))
        slow = value.shape == "change" and min(value.before or 0, value.after or 0) >= MINUTE
        ends = value.last if slow else value.first  # "in 2 days; before, citizens waited 19"
        if value.quantity.dim != "span" or self.sets["waiting"].isdisjoint(self.keys[low:ends]):
            return False
        if value.shape == "level" and (
            "had" in self.keys[low : value.first] or self.between("noun:technical", low, value.first)
        ):
            return False  # "researchers had been waiting five minutes"
        near = self.between("noun:machine", low, value.last + 4) or self.between(
            "noun:domain", low, value.first
        )
        return not (near or self._is_of_machines(low, value.first))

    def _is_of_machines(self, low: int, high: int) -> bool:
        """Whether the words tell of a program or of what it runs on."""
        if not self.sets["machine_work"].isdisjoint(self.keys[low:high]):
            return True
        return any(self.between(kind, low, high) for kind in ("noun:machine", "noun:domain", "noun:tool"))

    def is_of_jobs(self, value: Value) -> bool:
        """As in "Jobs no longer queue overnight: median wait in the fast lane 25 minutes"."""
        low = self._sentence_edge(value.first, -1)
        return not JOBS.isdisjoint(self.keys[low : value.last]) or self._is_of_machines(low, value.first)

    def is_time_for(self, value: Value) -> bool:
        """As in "time from loan request to decision: 3 days -> 4 hours", "time per CV 6 min to 90 s"."""
        longest = max(value.before or 0, value.after or 0)
        if (
            value.shape == "delta"
            or longest < MINUTE
            or self.between("noun:role", value.first - 1, value.first)
        ):
            return False
        low = max(value.first - NAMED_TIME, 0)
        at = next(
            (at for at in range(value.first - 1, low - 1, -1) if self.key(at) in ("time", "times")), None
        )
        if at is not None and self.key(at - 1) in self.sets["machine_work"]:
            return False  # "machine time per file"
        if (
            at is None
            or not self.same_clause(at, value.first)
            or self.key(at + 1) not in self.sets["time_for"]
        ):
            return False
        named = self.between("metric", at - 2, at + 1)
        if any(hit.start <= at < hit.end and hit.value.id != "kernel_time" for hit in named):
            return False  # "time per epoch", "lead time for orders"
        kinds = ("noun:machine", "noun:domain", "noun:tool")
        return not any(self.between(kind, at + 1, value.first) for kind in kinds)

    def _level(self, value: Value) -> str:
        lead = self.key(value.first - 1)
        if (
            lead in self.sets["learning"]
            or self.is_training_on(value)
            or (self.key(value.first - 1) in self.sets["taking"] and self.is_training(value))
        ):
            return "cost"
        if self.key(value.last) == "of" and (
            self.key(value.last + 1) in self.sets["learning"] or self.key(value.last + 1) == "fine"
        ):
            return "cost" if self.between("noun:machine", value.last, value.last + SPENT_ON + LEADING) else ""
        now = value.ref or "now" in (self.key(value.first - 1), self.key(value.last))
        if now and self._is_of_a_job(value):
            return "efficiency"  # "Batch shading run: overnight before, 50 minutes now"
        if value.quantity.dim == "time" or self._is_batch(value) or self._is_pace(value):
            return "efficiency"
        if self.key(value.first - 1) in self.sets["replacing"] and self.key(value.last) == "of":
            return "cost" if self.between("noun:machine", value.last, value.last + 4) else "business"
        theirs = (
            self._somebody(value)
            and not self._is_adjective(value)
            and self.key(value.first) not in ("half", "a", "one")
            and self.per_day(value, -2)
        )
        return "business" if theirs or self._is_waited(value) else ""

    def _is_adjective(self, value: Value) -> bool:
        """As in "a two-day course", "a 9-month rewrite"."""
        one = value.quantity.value == value.quantity.scale
        return self.key(value.first + 1) == "-" or (not one and self.key(value.first + 1) in SINGLE)

    def _is_pace(self, value: Value) -> bool:
        """As in "evaluates 400k roofs in 6 min", "remains a 5-min batch"."""
        if value.quantity.value > DAY:
            return False
        if self.key(value.first - 1) in self.sets["inside"] and self.key(value.first - 2) in LASTING:
            return True  # "detection still inside 3 minutes"
        if self.key(value.first - 1) in LASTING and self.names_program(self.scene_start(value), value.first):
            return True  # "planning run stays 4 min"
        if self.key(value.last) in ("batch", "job", "run"):
            return value.ref or self.key(value.first - 2) in ("is", "remains", "stays")
        many = self.before_in(value)
        return many and self.key(value.first - 1) in self.sets["lasting"]

    def before_in(self, value: Value) -> bool:
        """Whether a large number of things stands right before: "400k roofs in"."""
        near = [one for one in self.values if one.last <= value.first <= one.last + 4]
        return any(
            one.quantity.dim == "plain"
            and one.quantity.value >= MANY
            and self.same_clause(one.last, value.first)
            and not self.near("training_cue", one, 5)
            for one in near
        )

    def _is_batch(self, value: Value) -> bool:
        """As in "runs in 2 min on a laptop", "40 min per forecast run"."""
        before = [self.key(at) for at in range(value.first - 3, value.first)]
        runs = before[-1] in self.sets["lasting"] and any(key in self.sets["running"] for key in before)
        if (runs or self._is_done_in(value)) and value.quantity.value <= 2 * DAY:
            return True
        tail = pairwise(self.tokens[value.last - 2 : value.last + 1])
        return any(a.key in self.sets["per"] and b.key not in self.sets["rates"] for a, b in tail)

    def _is_done_in(self, value: Value) -> bool:
        """As in "forecasts are recomputed in 11 minutes", "ready 15 minutes after midnight"."""
        lead, low = self.key(value.first - 1), self.clause_start(value.first)
        if self.key(value.last) in ("after", "past") and (lead in self.sets["running"] or lead == "out"):
            return self.names_program(self.scene_start(value), value.first)
        if (
            lead not in ("in", "within")
            or self.between("action", low, low + 1)
            or self.by_people(value, NAMED_TIME)
        ):
            return False
        return self.names_program(low, value.first) and not self.is_training(value)

    def _is_program(self, one: Hit) -> bool:
        """The judge of "by batching judge calls"; a judge who is led to by "a", "the" or "for" is one."""
        return self.key(one.end - 1) in self.sets["programs"] and not (
            self.key(one.start - 1) in self.lexicon.function and self.key(one.start - 1) != "by"
        )

    def _somebody(self, value: Value) -> bool:
        later = self.between("noun:role", value.first, value.first + 11)
        if any(self.same_clause(value.last, one.start) and not self._is_program(one) for one in later):
            return True
        roles = self.between("noun:role", value.first - 10, value.first)
        close = value.quantity.dim == "time" or value.shape == "change"
        together = self.same_clause if close else self.same_sentence
        return any(together(role.start, value.first) for role in roles)
