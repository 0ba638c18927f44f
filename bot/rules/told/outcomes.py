"""What came of it for users, the product or the business, said in words."""

from collections.abc import Iterator

from bot.rules.facts import Outcome
from bot.rules.told.actors import ACTORS, REACH
from bot.rules.told.effects import Effects
from bot.rules.told.users import BY_FORM, OFFICE
from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import STOPS

LAUNCHES = frozenset(["launch", "launching", "rollout", "roll"])
NOT = frozenset(["no", "not", "never", "wasn't", "weren't", "isn't", "didn't", "hasn't"])
NO_LEADS = NOT | {"deliver", "delivering", "delivery"}
INTO = frozenset(["to", "on", "onto", "into"])
KEEPS = frozenset(["kept", "keep", "keeps", "keeping"])
INSTEAD = frozenset(["instead", "rather"])
MOVES = frozenset(["up", "down", "saved", "better"])
GIFTS = frozenset(["a", "an", "the", "their", "more", "early"])
ENABLING = frozenset(["can", "could", "no", "now"])
ENABLES = ("allow", "enabl", "letting")
JOINING = frozenset(
    ["supported", "supporting", "prepared", "preparing", "accompanied", "attended", "celebrated"]
)
RUNS, ENDING = frozenset(["run", "runs"]), frozenset(["ends", "finishes", "completes", "fits"])


class Outcomes(Effects):
    """Reads outcomes from set phrases, from people who do something with the work, and from what moved."""

    def all(self) -> Iterator[Outcome]:
        yield from (one for one in self._each() if not self.is_unreal(one))

    def _each(self) -> Iterator[Outcome]:
        yield from self._said()
        yield from self._users()
        yield from self._placed()
        yield from self._retired()
        yield from self._given()
        yield from self._moved()
        yield from self.effects()

    def _said(self) -> Iterator[Outcome]:
        for hit in self.found("outcome"):
            if self.key(hit.end) in ("series", "me", "myself") or self.key(hit.start - 1) in NO_LEADS:
                continue
            named = self.key(hit.end - 1) not in self.lexicon.function and self.names_a_model(hit)
            if named or self._is_only_joined(hit):
                continue  # "user engagement model"
            if self.key(hit.end) in self.sets["no_places"] and self.key(hit.end - 1) in INTO | {"in"}:
                continue  # "shipped to production behind a flag": where it runs says not for whom
            if self.key(hit.start) == "no" and (
                self.key(hit.start - 1) in ("with", "at") or self._is_past(hit)
            ):
                continue  # "with no longer running time", "an epoch in 50 minutes and no longer in 3 hours"
            after = self.key(hit.end)
            rounds = after in self.sets["rounds"] or after in self.sets["commits"]
            if rounds and self.key(hit.end - 1) == "every":
                continue  # "running them on every commit"
            if self.key(hit.end - 1) == "adopted" and self.key(hit.start - 1) in (".", ";", ""):
                continue  # "Adopted the smaller net"
            if self.key(hit.start).endswith("s") and self.key(hit.start - 1) in ("from", "of"):
                continue  # "icebergs from ships in radar images"
            if self.keys[max(hit.start - 2, 0) : hit.start] == ["had", "been"]:
                continue  # "the smoothing that had been in use since 2014"
            if self.key(hit.start) in KEEPS and self.key(hit.end) in ("at", "under", "below", "within", "in"):
                continue  # "had kept it at 1,300"
            if self.key(hit.end - 1).startswith(ENABLES) and (
                self.key(hit.end)[:1].isdigit() or self.is_technical(hit.end, hit.end + 2)
            ):
                continue  # "where the drawing allows 1.5", "allowing a batch of 48"
            inner = "longer" in self.keys[hit.start : hit.end] and self.is_inner(
                self.start_of(hit.start), hit.start
            )
            if not (inner or self._is_of_training(hit)):  # "training jobs no longer fail"
                yield Outcome(self.span(hit.start, hit.end))

    def _is_past(self, hit: Hit) -> bool:
        """What a number is no longer."""
        at = hit.end + (self.key(hit.end) in ("in", "at", "for", "on"))
        number = at < len(self.tokens) and self.tokens[at].kind == NUMBER
        return self.key(hit.end - 1) == "longer" and (number or at in self.starts("number"))

    def _is_only_joined(self, hit: Hit) -> bool:
        """As in "Helped with the launch of the service": what others did; "letting us run contexts of 64k tokens"."""
        if self.key(hit.start) in LAUNCHES and (0 in self.starts("weak") or self.key(0) in JOINING):
            return self.same_clause(0, hit.start)
        ours = self.key(hit.end) == "us" or self.key(hit.end - 1) == "us"
        end = hit.end + REACH
        inner = ours and self.key(hit.start).startswith("let")
        return inner and (self.is_inner(hit.end, end) or self.is_technical(hit.end, end))

    def _is_of_training(self, hit: Hit) -> bool:
        """As in "so a full run of training finishes sooner": nobody outside the team has anything of it."""
        if INSTEAD.intersection(self.keys[hit.start : hit.end]):
            around = self.keys[max(hit.start - REACH, 0) : hit.end + 4]
            return not self.sets["training_words"].isdisjoint(around)
        if "so" not in (self.key(hit.start), self.key(hit.start + 1)):
            return False
        if self._is_own_choice(hit):
            return True
        if {self.key(at) for at in range(hit.start, hit.end + 2)} & self.sets["colleagues"]:
            return True
        near = range(hit.start, hit.end + REACH)
        metrics = self.between("metric", near.start, near.stop)
        inner = any(
            one.value.family in ("accuracy", "efficiency") or one.value.kind == "hours" for one in metrics
        )
        fits = self.key(hit.end) in ENDING and bool(self.between("noun:machine", near.start, near.stop))
        inner = inner or fits  # "so it fits into one card"
        runs = (
            at for at in near if self.key(at) in RUNS and self.key(at + 1) in self.sets["working"] | ENDING
        )
        return inner or any(self.key(at) in self.sets["training_words"] for at in near) or any(runs)

    def _users(self) -> Iterator[Outcome]:
        """As in "which sales reps now trust", "the managers look at it every Monday"."""
        for hit in self.people():
            if self.key(hit.start - 1) == "no" and self.key(hit.end) == "ever":
                continue  # "no client ever turned it on"
            verb = None if hit.value in BY_FORM else self.act(hit)
            if verb is None and (hit.value == OFFICE or self.is_outside(hit)) and self.leads(hit):
                verb = self.listed_act(hit) or self.unlisted_act(hit) or self.continuous_act(hit)
            if verb is not None:
                yield Outcome(self.span(hit.start, verb + 1))

    def _is_ended(self, at: int) -> bool:
        """As in "vendor fee of 130k a year dropped", "purchase of a scanner cancelled", "ended the contract with two
        typing desks"."""
        around = {self.key(to) for to in range(max(at - 4, 0), at + 10) if self.same_sentence(at, to)}
        return not self.sets["run_out"].isdisjoint(around)

    def _placed(self) -> Iterator[Outcome]:
        """As in "now shown on the tracking page", "included in the June release of the app"."""
        if self.sets["placing"].isdisjoint(self.said):
            return
        for at, token in enumerate(self.tokens[:-2]):
            if token.key not in self.sets["placing"] or self.key(at - 1) in NOT:
                continue
            to = at + (self.key(at + 1) in self.sets["aside_of_place"])
            if token.key not in self.sets["powering"]:
                to += 1
            if token.key in self.sets["handing"] and self.key(to) not in self.sets["into_place"]:
                led = range(to, min(at + 9, len(self.tokens)))
                to = next((at for at in led if self.key(at) in INTO or self.tokens[at].kind != WORD), to)
            if to > at and self.key(to) not in self.sets["into_place"]:
                continue
            if not self.sets["talks"].isdisjoint(self.keys[at:to]):
                continue  # "Gave lectures to pupils"
            for end in range(to + 1, min(to + (9 if to > at else 5), len(self.tokens))):
                number = self.tokens[end].num
                measured = number is not None and (number.suffix != "" or self.key(end - 1) == "from")
                if measured or self.tokens[end].kind == PUNCT or self.key(end) in self.sets["in_training"]:
                    break  # "the error went from 14% to 10% after a hydrologist joined"
                sits = not at and token.key == "embedded"  # "Embedded in the pricing team": oneself
                if self.key(end) in self.sets["product_places"] or (
                    not sits and self.begins_outside(end, to)
                ):
                    yield Outcome(self.span(at, end + 1))
                    break

    def _retired(self) -> Iterator[Outcome]:
        """As in "retired the vendor API", "turned the old server off", "the licence is gone": no longer paid."""
        if self.sets["paid_things"].isdisjoint(self.said) and self.sets["contracts"].isdisjoint(self.said):
            return
        for at, token in enumerate(self.tokens):
            if token.key in self.sets["contracts"] and self._is_ended(at):
                yield Outcome(self.span(at, at + 1))
            if token.key not in self.sets["paid_things"] or self.key(at - 1) in ("without", "single"):
                continue
            if self.key(at + 1) in ("hours", "hour", "days", "time", "memory", "utilisation", "utilization"):
                continue
            before = {self.key(here) for here in range(max(at - 5, 0), at) if self.same_sentence(here, at)}
            after = {self.key(here) for here in range(at + 1, at + 5) if self.same_sentence(at, here)}
            if "with" in after or {"gone", "up"} <= after:
                # "on the same server and with no longer running time", "the charge has gone up"
                after = set()
            unbought = before & self.sets["buying"] and before & self.sets["avoiding"] - {"no"}
            if unbought or before & self.sets["retiring"] or after & self.sets["retired"]:
                yield Outcome(self.span(at, at + 1))

    def _is_own_choice(self, hit: Hit) -> bool:
        """As in "so we kept the simplest", "so it was a dream": nobody outside has anything of it either."""
        so = hit.start if self.key(hit.start) == "so" else hit.start + 1
        who, verb = self.key(so + 1), self.key(so + 2)
        if who == "it":
            return verb in ("was", "is", "s") and self.key(so + 3) in ("a", "an")
        return (who == "i" and verb not in ENABLING) or (who == "we" and verb in self.sets["kept_instead"])

    def _given(self) -> Iterator[Outcome]:
        """As in "gave the warehouse an early warning", "offers every rider a seat"; "for every free user"."""
        giving, relieving, whole = self.sets["giving"], self.sets["relieving"], self.sets["whole"]
        if giving.isdisjoint(self.said) and relieving.isdisjoint(self.said) and whole.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys[:-2]):
            if key in giving:
                hits = [hit for kind in ACTORS for hit in self.between(kind, at + 1, at + 4)]
                if any(self.is_outside(hit) and self.key(hit.end) in GIFTS for hit in hits):
                    yield Outcome(self.span(at, at + 2))
            if key in relieving:
                people = any(self.begins_outside(to, to) for to in range(at + 1, at + 4))
                if people or self.between("noun:role", at + 1, at + 4):
                    yield Outcome(self.span(at, at + 2))
            if key in whole and self._is_for_all(at):
                yield Outcome(self.span(at, at + 2))

    def _is_for_all(self, at: int) -> bool:
        here = any(self.begins_outside(to, at) for to in range(at + 1, at + 4))
        # "Helped choose a cloud for all clinics"
        joined = 0 in self.starts("weak") and self.same_clause(0, at)
        return here and self.key(at - 1) in ("for", "to", "by") and not joined

    def _moved(self) -> Iterator[Outcome]:
        """As in "engagement up", "fewer complaints", "the complaints dried up": without a number, in words."""
        for hit in self.found("metric"):
            metric = hit.value
            operating = metric.family == "cost" and metric.kind == "money" and not metric.offline
            operating = operating and self.key(hit.start) not in self.sets["same_as_before"]
            earned = metric.kind == "earned"  # "the generated shadows"
            if not (metric.family == "business" or operating) or earned or self.names_a_model(hit):
                continue
            if "per" in (self.key(hit.start - 1), self.key(hit.start - 2)):
                continue  # "cost per 1k calls went up"
            if not any(
                one.value.family == "accuracy" for one in self.between("metric", hit.end, hit.end + 1)
            ):
                yield from self._move(hit)  # not "churn AUC"

    def _move(self, hit: Hit) -> Iterator[Outcome]:
        lead = self.keys[max(hit.start - 4, 0) : hit.start]
        runs = not self.sets["training_words"].isdisjoint(self.keys[max(hit.start - 2, 0) : hit.end + 5])
        if not self.sets["intents"].isdisjoint(lead) or (runs and hit.value.family == "cost"):
            return  # "to reduce churn", "the cost of a training run"
        low, high = max(hit.start - 3, 0), hit.end + 4
        later = hit.end + REACH
        for move in self.between("direction", low, high):
            wanted = hit.value.family == "business" or move.value != "up"
            if move.start == hit.start or self.key(move.start - 1) == "signed" or self.names_a_model(move):
                continue  # the falls of "catches 96 % of falls", the off of "signed off"
            if wanted and move.value in MOVES and self._is_one_clause(hit, move):
                yield Outcome(self.span(min(hit.start, move.start), max(hit.end, move.end)))
                return
        for at in range(hit.end, min(later, len(self.tokens))):
            if self.key(at) in STOPS or self.key(at) == ",":
                return
            if self.key(at) in self.sets["ceased"]:
                yield Outcome(self.span(hit.start, at + 1))
                return

    def _is_one_clause(self, hit: Hit, move: Hit) -> bool:
        low, high = (move.end, hit.start) if move.start < hit.start else (hit.end, move.start)
        between = [self.tokens[at] for at in range(low, high)]
        return all(token.kind == WORD and token.key not in ("and", "by", "to", "for") for token in between)
