"""What came of it for users, the product or the business, said in words."""

from collections.abc import Iterator

from bot.rules.actors import ACTORS, REACH, Actors
from bot.rules.facts import Outcome, Span
from bot.rules.lex import NUMBER, PUNCT, WORD
from bot.rules.lexicon import Hit
from bot.rules.scene import STOPS

COLLEAGUES = frozenset(
    ["team", "engineers", "developers", "researchers", "scientists", "colleagues", "interns"]
)
MOVES = frozenset(["up", "down", "saved", "better"])


class Outcomes(Actors):
    """Reads outcomes from set phrases, from people who do something with the work, and from what moved."""

    def all(self) -> Iterator[Outcome]:
        yield from self._said()
        yield from self._users()
        yield from self._departments()
        yield from self._turned()
        yield from self._delivered()
        yield from self._runs_on()
        yield from self._moved()

    def _span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

    def _said(self) -> Iterator[Outcome]:
        for hit in self.found("outcome"):
            if not self._is_of_training(hit) and self.key(hit.end) != "series":
                yield Outcome(self._span(hit.start, hit.end))

    def _is_of_training(self, hit: Hit) -> bool:
        """As in "so a full run of training finishes sooner": nobody outside the team has anything of it."""
        if "so" not in (self.key(hit.start), self.key(hit.start + 1)):
            return False
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
        for kind in ACTORS:
            for hit in self.found(kind):
                if (verb := self.act(hit)) is not None:
                    yield Outcome(self._span(hit.start, verb + 1))

    def _departments(self) -> Iterator[Outcome]:
        """As in "support stopped seeing timeouts": a department by its bare name, with its verb beside it."""
        if self.sets["departments"].isdisjoint(self.keys):
            return
        for at, token in enumerate(self.tokens[1:-1], 1):
            if token.key in self.sets["departments"] and self.key(at - 1) in self.sets["clause_heads"]:
                verb = at + 1 + (self.key(at + 1) in ("now", "already", "has", "have"))
                if self.key(verb) in self.sets["user_verbs"] and self.key(verb + 1) != "off":
                    yield Outcome(self._span(at, verb + 1))

    def _turned(self) -> Iterator[Outcome]:
        """As in "gearbox damages are now repaired in the planned stop"; what the program does now is none."""
        if "now" not in self.keys:
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

    def _delivered(self) -> Iterator[Outcome]:
        """As in "delivered the interface to the client's claims desk": somebody outside the team has it now."""
        if self.sets["handing"].isdisjoint(self.keys):
            return
        for at, token in enumerate(self.tokens):
            if token.key in self.sets["handing"] and (end := self._receiver(at)):
                yield Outcome(self._span(at, end))

    def _runs_on(self) -> Iterator[Outcome]:
        """As in "runs on the store's old tablets"."""
        if self.sets["own_devices"].isdisjoint(self.keys):
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
