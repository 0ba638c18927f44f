"""What came of it for users, the product or the business, said in words."""

from collections.abc import Iterator

from bot.rules.actors import ACTORS, REACH
from bot.rules.facts import Outcome, Span
from bot.rules.lex import NUMBER, PUNCT, WORD
from bot.rules.lexicon import Hit
from bot.rules.scene import STOPS
from bot.rules.users import BY_FORM, OFFICE, Users

COLLEAGUES = frozenset(
    ["team", "engineers", "developers", "researchers", "scientists", "colleagues", "interns"]
)
NOT = frozenset(["not", "never", "wasn't", "weren't", "isn't", "didn't", "hasn't"])
LONGER = frozenset(["any", "anymore"])
FINITE = frozenset(["are", "is", "have", "run", "take", "cost", "need", "fit"])
INSTEAD = frozenset(["instead", "rather"])
GIFTS = frozenset(["a", "an", "the", "their", "more", "early"])
MOVES = frozenset(["up", "down", "saved", "better"])


class Outcomes(Users):
    """Reads outcomes from set phrases, from people who do something with the work, and from what moved."""

    def all(self) -> Iterator[Outcome]:
        yield from self._said()
        yield from self._users()
        yield from self._departments()
        yield from self._placed()
        yield from self._retired()
        yield from self._eased()
        yield from self._shows()
        yield from self._given()
        yield from self._not_any_more()
        yield from self._turned()
        yield from self._since()
        yield from self._they()
        yield from self._quiet()
        yield from self._delivered()
        yield from self._runs_on()
        yield from self._moved()

    def _span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

    def _said(self) -> Iterator[Outcome]:
        for hit in self.found("outcome"):
            if self.key(hit.end) in ("series", "me", "myself") or self.key(hit.start - 1) in NOT:
                continue
            if self.key(hit.end - 1).startswith("allow") and self._begins_number(hit.end):
                continue  # "where the drawing allows 1.5"
            if not self._is_of_training(hit):
                yield Outcome(self._span(hit.start, hit.end))

    def _begins_number(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == NUMBER

    def _is_of_training(self, hit: Hit) -> bool:
        """As in "so a full run of training finishes sooner": nobody outside the team has anything of it."""
        if INSTEAD.intersection(self.keys[hit.start : hit.end]):
            around = self.keys[max(hit.start - 5, 0) : hit.end + 4]
            return not self.sets["training_words"].isdisjoint(around)
        if "so" not in (self.key(hit.start), self.key(hit.start + 1)):
            return False
        if self._is_own_choice(hit):
            return True
        if {self.key(at) for at in range(hit.start, hit.end + 2)} & COLLEAGUES:
            return True
        near = range(hit.start, hit.end + REACH)
        if any(
            one.value.family in ("accuracy", "efficiency")
            for one in self.between("metric", near.start, near.stop)
        ):
            return True
        return any(self.key(at) in self.sets["training_words"] for at in near)

    def _users(self) -> Iterator[Outcome]:
        """As in "which sales reps now trust", "the managers look at it every Monday"."""
        for hit in self.people():
            verb = None if hit.value in BY_FORM else self.act(hit)
            if verb is None and (hit.value == OFFICE or self.is_outside(hit)) and self.leads(hit):
                verb = self.listed_act(hit) or self.unlisted_act(hit)
            if verb is not None:
                yield Outcome(self._span(hit.start, verb + 1))

    def _is_ended(self, at: int) -> bool:
        """As in "vendor fee of 130k a year dropped", "purchase of a scanner cancelled", "ended the contract with two
        typing desks"."""
        around = {self.key(to) for to in range(max(at - 4, 0), at + 10) if self.same_sentence(at, to)}
        return not self.sets["run_out"].isdisjoint(around)

    def _acts(self, at: int) -> bool:
        """As in "compliance has retired its checklist", "legal signs contracts a day earlier"; not "sales rose"."""
        verb = self.unlisted_act(Hit(at, at + 1, OFFICE))
        if verb is None or self.key(verb).endswith("ed"):
            return verb is not None
        near = {self.key(here) for here in range(verb + 1, verb + 6)}
        return self.key(verb).endswith("s") and bool(near & self.sets["since_then"])

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
            if to > at and self.key(to) not in self.sets["into_place"]:
                continue
            for end in range(to + 1, min(to + (9 if to > at else 5), len(self.tokens))):
                if self.tokens[end].kind == PUNCT or self.key(end) in self.sets["in_training"]:
                    break
                if self.key(end) in self.sets["product_places"] or self._begins_outside(end, to):
                    yield Outcome(self._span(at, end + 1))
                    break

    def _begins_outside(self, at: int, to: int) -> bool:
        if self.looks_like_people(at, self.key(at)) or self.is_office(at, self.key(at)):
            return True
        return any(self._is_outside(hit, to) for kind in ACTORS for hit in self.between(kind, at, at + 1))

    def _retired(self) -> Iterator[Outcome]:
        """As in "retired the vendor API", "turned the old server off", "the licence is gone": no longer paid."""
        if self.sets["paid_things"].isdisjoint(self.said) and self.sets["contracts"].isdisjoint(self.said):
            return
        for at, token in enumerate(self.tokens):
            if token.key in self.sets["contracts"] and self._is_ended(at):
                yield Outcome(self._span(at, at + 1))
            if token.key not in self.sets["paid_things"] or self.key(at - 1) in ("without", "single"):
                continue
            if self.key(at + 1) in ("hours", "hour", "days", "time", "memory", "utilisation", "utilization"):
                continue
            before = {self.key(here) for here in range(max(at - 5, 0), at) if self.same_sentence(here, at)}
            after = {self.key(here) for here in range(at + 1, at + 5) if self.same_sentence(at, here)}
            unbought = before & self.sets["avoiding"] and before & self.sets["buying"]
            if unbought or before & self.sets["retiring"] or after & self.sets["retired"]:
                yield Outcome(self._span(at, at + 1))

    def _is_own_choice(self, hit: Hit) -> bool:
        """As in "so we kept the simplest", "so it was a dream": nobody outside has anything of it either."""
        so = hit.start if self.key(hit.start) == "so" else hit.start + 1
        own = self.key(so + 1) in ("we", "i") and self.key(so + 2) in self.sets["kept_instead"]
        return own or (
            self.key(so + 1) == "it"
            and self.key(so + 2) in ("was", "is", "s")
            and self.key(so + 3) in ("a", "an")
        )

    def _departments(self) -> Iterator[Outcome]:
        """As in "support stopped seeing timeouts": a department by its bare name, with its verb beside it."""
        if self.sets["departments"].isdisjoint(self.said):
            return
        for at, token in enumerate(self.tokens[:-1]):
            heads = not at or self.key(at - 1) in self.sets["clause_heads"]
            if heads and token.key in self.sets["departments"]:
                verb = at + 1 + (self.key(at + 1) in self.sets["before_acts"])
                if self.key(verb) in self.sets["user_verbs"] and self.key(verb + 1) != "off":
                    yield Outcome(self._span(at, verb + 1))
                elif self._acts(at):
                    yield Outcome(self._span(at, at + 2))

    def _shows(self) -> Iterator[Outcome]:
        """As in "the parking app shows it", "and the home page reacts within the session"."""
        if self.sets["faces"].isdisjoint(self.said):
            return
        for at in range(len(self.tokens) - 2):
            key = self.key(at + 1)
            if self.key(at) not in self.sets["faces"] or key in self.sets["running_costs"]:
                continue
            if key == "stopped" or (key.endswith("s") and self.may_be_act(at + 1) and self._has_face(at)):
                yield Outcome(self._span(at, at + 2))

    def _has_face(self, at: int) -> bool:
        """Subject of its clause, not "Bot opponents trained with self-play"."""
        head = self.head(Hit(at, at + 1, None))
        if at == 0 or self.key(at + 2).endswith("ed"):
            return False
        return head < 0 or self.key(head) in self.sets["clause_heads"]

    def _given(self) -> Iterator[Outcome]:
        """As in "gave the warehouse an early warning", "offers every rider a seat"; "for every free user"."""
        giving, relieving, whole = self.sets["giving"], self.sets["relieving"], self.sets["whole"]
        for at, key in enumerate(self.keys[:-2]):
            if key in giving:
                hits = [hit for kind in ACTORS for hit in self.between(kind, at + 1, at + 4)]
                if any(self.is_outside(hit) and self.key(hit.end) in GIFTS for hit in hits):
                    yield Outcome(self._span(at, at + 2))
            elif key in relieving:
                people = any(self.looks_like_people(to, self.key(to)) for to in range(at + 1, at + 4))
                if people or self.between("noun:role", at + 1, at + 4):
                    yield Outcome(self._span(at, at + 2))
            elif key in whole and self._is_for_all(at):
                yield Outcome(self._span(at, at + 2))

    def _is_for_all(self, at: int) -> bool:
        here = any(self._begins_outside(to, at) for to in range(at + 1, at + 4))
        return here and self.key(at - 1) in ("for", "to", "by")

    def _eased(self) -> Iterator[Outcome]:
        """As in "fewer false alarms for guards", "less typing for the clerks"."""
        if self.sets["easing"].isdisjoint(self.said):
            return
        for at, token in enumerate(self.tokens):
            if token.key not in self.sets["easing"] or self.key(at - 1) == "with":
                continue
            for to in range(at + 2, min(at + 6, len(self.tokens) - 1)):
                if self.tokens[to].kind != WORD:
                    break
                if self.key(to) in ("for", "to") and any(
                    self._begins_outside(here, to) for here in range(to + 1, to + 4)
                ):
                    yield Outcome(self._span(at, to + 1))
                    break

    def _not_any_more(self) -> Iterator[Outcome]:
        """As in "the ward does not phone the lab any more", "we don't need the A100 box anymore"."""
        if LONGER.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key == "anymore" or (key == "any" and self.key(at + 1) in ("more", "longer")):
                low = next((here for here in range(at, -1, -1) if self.key(here) in STOPS), 0)
                clause = self.keys[low:at]
                if self.sets["negations"].isdisjoint(clause):
                    continue
                people = any(self._begins_outside(here, here) for here in range(low, at))
                if people or not self.sets["paid_things"].isdisjoint(clause):
                    yield Outcome(self._span(at, at + 1))

    def _turned(self) -> Iterator[Outcome]:
        """As in "gearbox damages are now repaired in the planned stop"; what the program does now is none."""
        if "now" not in self.said:
            return
        for at, token in enumerate(self.tokens[1:-1]):
            if token.key != "now" or self.key(at) not in ("is", "are", "get", "gets"):
                continue
            done = self.tokens[at + 2]
            if (
                done.kind == WORD
                and done.key.endswith(("ed", "en"))
                and done.key not in self.sets["program_acts"]
            ):
                yield Outcome(self._span(at, at + 3))

    def _since(self) -> Iterator[Outcome]:
        """As in "they've since retired the old one", "a court has since kept it": what others did afterwards."""
        if "since" not in self.said:
            return
        for at, key in enumerate(self.keys):
            have = self.key(at - 1)
            if key == "since" and (have in ("has", "have") or have.endswith("'ve")):
                done = self.key(at + 1)
                known = done in self.sets["program_acts"] or done in self.sets["no_outcome_acts"]
                if done.endswith("ed") and not known and have != "i've" and self.key(at - 2) != "i":
                    yield Outcome(self._span(at, at + 2))

    def _they(self) -> Iterator[Outcome]:
        """As in "three co-ops ...; estimates they now report from"."""
        if "they" not in self.said:
            return
        for at, key in enumerate(self.keys[:-2]):
            now = self.key(at + 1) in ("now", "already")
            verb = at + 1 + now
            if key == "they" and now and self.tokens[verb].kind == WORD and self.key(verb) not in FINITE:
                yield Outcome(self._span(at, verb + 1))

    def _quiet(self) -> Iterator[Outcome]:
        """As in "the one-star reviews about battery disappeared", "no more angry mails"."""
        if self.sets["grievances"].isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key not in self.sets["grievances"]:
                continue
            after = [self.key(to) for to in range(at + 1, at + REACH) if self.same_sentence(at, to)]
            lead = [self.key(to) for to in range(max(at - 3, 0), at)]
            fewer = not self.sets["easing"].isdisjoint(lead) or ("no" in lead and "more" in lead)
            if fewer or not self.sets["ceased"].isdisjoint(after):
                yield Outcome(self._span(at, at + 1))

    def _delivered(self) -> Iterator[Outcome]:
        """As in "delivered the interface to the client's claims desk": somebody outside the team has it now."""
        if self.sets["handing"].isdisjoint(self.said):
            return
        for at, token in enumerate(self.tokens):
            if (
                token.key in self.sets["handing"]
                and self.key(at - 1) not in NOT
                and (end := self._receiver(at))
            ):
                yield Outcome(self._span(at, end))

    def _runs_on(self) -> Iterator[Outcome]:
        """As in "runs on the store's old tablets"."""
        if self.sets["own_devices"].isdisjoint(self.said):
            return
        for at in range(len(self.tokens) - 2):
            if self.key(at) in ("runs", "works", "fits", "run") and self.key(at + 1) == "on":
                words = [self.key(here) for here in range(at + 2, at + 7)]
                if any(word in self.sets["own_devices"] for word in words):
                    yield Outcome(self._span(at, at + 2))

    def _receiver(self, at: int) -> int:
        for to in range(at + 1, min(at + 9, len(self.tokens) - 1)):
            if self.tokens[to].kind in (PUNCT, NUMBER):
                return 0
            if self.key(to) == "to":
                actors = [hit for kind in ACTORS for hit in self.between(kind, to + 1, to + 6)]
                return next((hit.end for hit in actors if self._is_outside(hit, to)), 0)
        return 0

    def _is_outside(self, hit: Hit, to: int) -> bool:
        words = all(self.tokens[at].kind == WORD for at in range(to, hit.end))
        return words and not any(self.key(at) in self.sets["insiders"] for at in range(to, hit.end))

    def _moved(self) -> Iterator[Outcome]:
        """As in "engagement up", "fewer complaints", "the complaints dried up": without a number, in words."""
        for hit in self.found("metric"):
            metric = hit.value
            if any(one.value.family == "accuracy" for one in self.between("metric", hit.end, hit.end + 1)):
                continue  # "churn AUC"
            operating = metric.family == "cost" and metric.kind == "money" and not metric.offline
            operating = operating and self.key(hit.start) not in self.sets["same_as_before"]
            operating = operating and not self._is_timed(hit)
            if (metric.family == "business" or operating) and not self.names_a_model(hit):
                yield from self._move(hit)

    def _is_timed(self, hit: Hit) -> bool:
        """As in "per-frame cost from 2.1 ms to 0.6 ms": nothing is paid."""
        for at in range(hit.end, min(hit.end + 2 * REACH, len(self.tokens))):
            if self.key(at) in STOPS or self.key(at) == ",":
                return False
            num = self.tokens[at].num
            name = self.key(at) if num is None else num.suffix
            if name in self.lexicon.units and self.lexicon.units[name].dim == "time":
                return True
        return False

    def _move(self, hit: Hit) -> Iterator[Outcome]:
        if self._is_intent(hit) or (hit.value.family == "cost" and self._is_of_runs(hit)):
            return
        low, high = max(hit.start - 3, 0), hit.end + 4
        later = hit.end + REACH
        for move in self.between("direction", low, high):
            wanted = hit.value.family == "business" or move.value != "up"
            if move.start == hit.start or self.key(move.start - 1) == "signed" or self.names_a_model(move):
                continue  # the falls of "catches 96 % of falls", the off of "signed off"
            if wanted and move.value in MOVES and self._is_one_clause(hit, move):
                yield Outcome(self._span(min(hit.start, move.start), max(hit.end, move.end)))
                return
        for at in range(hit.end, min(later, len(self.tokens))):
            if self.key(at) in STOPS or self.key(at) == ",":
                return
            if self.key(at) in self.sets["ceased"]:
                yield Outcome(self._span(hit.start, at + 1))
                return

    def _is_of_runs(self, hit: Hit) -> bool:
        """As in "the cost of a training run": spent before anything is of use."""
        return any(self.key(at) in self.sets["training_words"] for at in range(hit.start - 2, hit.end + 5))

    def _is_intent(self, hit: Hit) -> bool:
        """As in "to reduce churn", "aimed at cutting refunds": meant, not reached."""
        lead = [self.key(at) for at in range(max(hit.start - 4, 0), hit.start)]
        return any(key in self.sets["intents"] for key in lead)

    def _is_one_clause(self, hit: Hit, move: Hit) -> bool:
        low, high = (move.end, hit.start) if move.start < hit.start else (hit.end, move.start)
        between = [self.tokens[at] for at in range(low, high)]
        return all(token.kind == WORD and token.key not in ("and", "by", "to", "for") for token in between)
