"""Money: what was spent on programs, and what is of the business or of the trade."""

from bot.rules.facts import Value
from bot.rules.results.subjects import Subjects
from bot.rules.told.actors import ACTORS
from bot.rules.words.lex import PUNCT
from bot.rules.words.lexicon import Hit

LEADING, PAID, SPENT_ON, NOTHING, LOST = 3, 5, 6, 8, 10  # tokens
COMING = frozenset(["comes", "came", "amounts", "amounted", "come", "up"])
PAID_WORK = ("computing", "learning", "labelling", "labellers")
NAMED_WASTE = 2  # words


class Money(Subjects):
    """Tells what a price, a saving or a loss is of."""

    def is_spent(self, value: Value) -> bool:
        """A price or a spend, not the money of "a $35 camera", "a $2M seed round", "payments above $10,000", "sold at
        $90 a month"."""
        if self.key(value.first - 1) in ("at", "for") and self.key(value.first - 2) in self.sets["sold_for"]:
            return False
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
        return any(
            self.key(at) in ("in", "of") and not self.sets["computing"].isdisjoint(self.keys[at + 1 : at + 3])
            for at in range(value.first + 1, value.last + LEADING)
        )

    def is_ended(self, value: Value) -> bool:
        """As in "annual subscription of 240k discontinued", "the API costs nothing, it was $900 a month"."""
        if value.shape != "level":
            return False
        if self.key(value.first - 1) in ("cost", "costs", "costing"):
            # "Dropped the feed, which cost 40k a year"
            return self._opens_by_ending(self.sentence_start(value.first))
        if self.key(value.first - 1) in (",", "(", ":") and self._is_paced(value):
            low = self.sentence_start(value.first)  # "Shut down a server nobody used, $2,300 a month"
            lead = self.keys[low : value.first]
            over = self._opens_by_ending(low) or not self.sets["ended"].isdisjoint(lead)
            if over and self.names_program(low, value.first):
                return True
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

    def _opens_by_ending(self, at: int) -> bool:
        return self.key(at) == "dropped" or self.key(at) in self.sets["retiring"]

    def _comes_to_nothing(self, value: Value) -> bool:
        if value.quantity.dim != "money" or self.sets["nothing"].isdisjoint(self.said):
            return False
        near = range(max(value.first - NOTHING, 0), min(value.last + NOTHING, len(self.tokens)))
        return any(
            self.keys[at] in self.sets["nothing"]
            and (not self.key(at + 1).isalpha() or self.key(at + 1) in self.sets["after_nothing"])
            and self.same_sentence(at, value.first)
            for at in near
        )

    def is_fought(self, value: Value) -> bool:
        """As in "catching an estimated 60k a month more than the rules": what would have been lost."""
        lead = range(value.first - 1, max(value.first - 5, -1), -1)
        if self.runs_learning(value.last, value.last + SPENT_ON):
            return False
        if self.key(value.first - 2) in ("by", "in") and self.key(value.first - 1) in ("error", "mistake"):
            return True  # "stopped paying by error 310k each year"
        # "3.1M of client money stopped in a year"
        if value.shape == "level" and self.key(value.last) == "of":
            held = (
                at for at in range(value.last + 2, value.last + 6) if self.key(at) in self.sets["held_back"]
            )
            return any(self.same_clause(value.last, at) for at in held)
        return value.shape != "change" and any(
            self.key(at) in self.sets["fought"] and self.same_clause(at, value.first) for at in lead
        )

    def is_raised(self, value: Value) -> bool:
        """As in "yield per audit rose by 640 pounds": more money, and nothing of computing."""
        low, high = self.clause_start(value.first), value.last + LEADING
        more = value.direction > 0 and value.shape == "delta" and not self.is_of_cents(value)
        return more and not (self.runs_learning(low, high) or self._is_of_computing(low, value.first))

    def is_of_cents(self, value: Value) -> bool:
        """As in "+$0.002 per chat": less than one of any money is what a program costs, each time."""
        most = max(value.before or 0, value.after or 0, value.quantity.value)
        return value.quantity.dim == "money" and 0 < most < 1

    def is_of_business(self, value: Value) -> bool:
        """Money that is saved or moved beside customers, staff or their troubles, and nothing of computing."""
        # "2.10 a picture became 0.70", "6.5 to 2.1 SEK a frame"
        per = any(self.key(at) in self.sets["per"] for at in range(value.first, value.last + 1)) or (
            value.shape == "change"
            and any(self.key(at) in ("a", "an", "each") for at in (value.first + 1, value.last))
        )
        per = per or (
            self.key(value.first - 2) in self.sets["per"] and self.key(value.first - 3) in self.lexicon.units
        )
        if value.shape == "level" or self.is_of_cents(value) or (per and not self._is_paced(value)):
            return False
        low, high = self.sentence_start(value.first), self.sentence_end(value.last)
        near = self.between("metric", low, high)
        families = {hit.value.family for hit in near}
        if self._is_of_subject(value):
            return True
        if self._is_spent_on_calls(value) or self.runs(self.clause_start(value.first), value.first):
            return False  # "the processing of tiles came down from USD 1,900"
        if families & {"efficiency", "cost"} or self.between("noun:machine", low, high):
            return False
        if self.between("noun:tool", low, high) or self.runs_learning(low, high):
            return False
        people = ("noun:role", "noun:audience", "noun:scope")
        return "business" in families or any(self.between(kind, low, high) for kind in people)

    def _is_spent_on_calls(self, value: Value) -> bool:
        """As in "CHF 2.4k less a month for OCR calls": of a program, not of people's."""
        near = range(value.last, value.last + PAID)
        at = next((at for at in near if self.key(at) in ("for", "on", "of", "in")), 0)
        return (
            at > 0
            and self.any_of(("noun:domain", "noun:tool"), at + 1, at + 2)
            and self.same_clause(value.last, at)
        )

    def _is_of_subject(self, value: Value) -> bool:
        """As in "refunds for out-of-memory jobs -9M a month": what heads the clause, whatever it is for."""
        low = self.clause_start(value.first)
        heads = (hit for hit in self.between("metric", low, low + 2) if hit.value.family == "business")
        return any(self.key(hit.end) in ("for", "on", "of", "from", "to") for hit in heads)

    def _is_paced(self, value: Value) -> bool:
        """As in "38k a month", "$4 -> $2 per day"; "per student-month" is a price of one."""
        reach = range(value.last - 2, value.last + 3)
        per = any(
            self.key(at) in self.sets["rates"] and self.key(at - 1) in self.sets["paced_by"] for at in reach
        )
        return per or self.key(value.last) in ("monthly", "yearly", "annually", "daily", "weekly")

    def is_of_trade(self, value: Value) -> bool:
        """As in "theatre overtime fell by 58k a quarter": what no computing costs is named in the clause; "price
        forecast of rebar for the buyers: 260k less paid", in the sentence."""
        low = self.clause_start(value.first)
        whole = self.sentence_start(value.first)
        if "electricity" in self.keys[low : value.first] and (
            self.runs_learning(whole, value.last) or self.between("noun:machine", whole, value.last)
        ):
            return False  # of a cluster
        paid = next((at for at in range(value.last, value.last + PAID) if self.key(at) == "paid"), 0)
        for_it = (
            self.keys[paid + 2 : paid + 2 + NAMED_WASTE] if self.key(paid + 1) in ("for", "in", "to") else []
        )
        if paid and not self.sets["trades"].isdisjoint((*self.keys[whole : value.first], *for_it)):
            return not (self.runs_learning(whole, value.last) and self.sets["trades"].isdisjoint(for_it))
        named = self.sets["trades"].intersection(self.keys[low : value.first])
        if named and named <= self.sets["contracts"] and self.between("noun:machine", low, value.first):
            return False  # "rent of the cache servers fell by 900 a month"
        if self.key(low + (self.key(low) in self.sets["articles"])) in self.sets["trades"]:
            return not self.runs_learning(low, value.first)  # "Scrap in press line 3 was 4 lakh per quarter"
        near = range(value.last, value.last + SPENT_ON)
        leads = ("in", "of", "on", *(("for",) if value.shape == "delta" else ()))
        at = next((at for at in near if self.key(at) in leads), len(self.keys))
        after = self.keys[at + 1 : at + 1 + NAMED_WASTE]  # "saved 610 million a year in spoiled dairy"
        told = not (self.sets["wasted"].isdisjoint(after) and self.sets["trades"].isdisjoint(after))
        if told and self.same_clause(value.last, at):
            return self.sets["computing"].isdisjoint(after)
        absent = self.sets["trades"].isdisjoint(self.keys[low : value.first])
        return not (absent or self.runs_learning(low, value.last) or self._is_of_computing(low, value.first))

    def is_cost_of_business(self, hit: Hit) -> bool:
        """As in "fuel cost", "cost of a missed appointment", "bank nurse spend", "power bill of cell sites"."""
        if self.key(hit.start) in ("cost", "costs") and self.key(hit.start - 2) == "same":
            return False  # "the same traffic costs 3k a month instead of 11k"
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
            or "tune" in self.keys[low : hit.start]  # "a fine-tune costs 8k": no fine
        ):
            return False
        if not self.sets["trades"].isdisjoint((*self.keys[low : hit.start], *self.keys[hit.end : high])):
            return True  # "cost of goods returned"
        weighed = (
            self.between("unit", hit.end + 1, hit.end + 2) if self.key(hit.end) in self.sets["per"] else ()
        )
        if any(unit.value.dim == "amount" for unit in weighed):
            return True  # "cost per km"
        if self.found("noun:machine") or not self.sets["labellers"].isdisjoint(self.said):
            # "a GPU server ran for nobody, so the department pays less"
            return self._is_told_of_business(hit)
        theirs = self.key(low - 1) not in self.sets["per"] and any(
            self.key(one.end - 1) not in self.sets["of_programs"]
            for kind in ACTORS
            for one in (*self.between(kind, low, hit.start), *self.between(kind, hit.end, high))
        )
        return theirs or self._is_told_of_business(hit)

    def _is_told_of_business(self, hit: Hit) -> bool:
        """As in "refund costs", "cost of a missed appointment"."""
        near = [one for one in self.between("metric", hit.start - 3, hit.end + 4) if one.value.id != "pages"]
        # not "processing a season costs us 2,100 on preemptible machines"
        before = any(
            one.end == hit.start
            and one.value.family == "business"
            and not (self.key(one.start).endswith("ing") and self.found("noun:machine"))
            for one in near
        )
        if self.key(hit.end) in ("of", "per") and self.key(hit.end + 1) in self.sets["won_per"]:
            return True  # "cost per redeemed coupon"
        named = self.key(hit.end) in ("of", "per") and any(
            one.start > hit.start and one.value.family == "business" for one in near
        )
        return before or named

    def _is_plain_word(self, at: int) -> bool:
        known = self.key(at) in self.lexicon.function or self.between("direction", at, at + 1)
        return (self.tokens[at].kind != PUNCT or self.key(at) == "'") and not known

    def runs_learning(self, low: int, high: int) -> bool:
        """Whether the words tell of computing, training or labelling."""
        words = self.keys[low:high]
        return any(not self.sets[name].isdisjoint(words) for name in PAID_WORK)
