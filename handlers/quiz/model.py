"""Pure: which questions a quiz asks, what an answer changes, and when a question comes back.

When a question comes back is decided by FSRS 6 (the `fsrs` package, its default parameters, a recall of 90 %
wanted). An answer becomes a rating like this:

- right is Good. How long it took is not measured, so there is no Hard and no Easy: on a phone at a bus stop
  seconds say nothing about memory.
- wrong is Again.
- I don't know is Again too: what could not be recalled was not recalled. It is counted apart from wrong.

Days are the member's local days; FSRS is told noon of the day, so that 07:55 tomorrow is a day after 08:00
today. There is one learning step and one relearning step of one day: what was not right comes back tomorrow.
Fuzzing is off, and no interval is longer than LONGEST. A question that was left unanswered changes nothing.
"""

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Literal

from fsrs import Card, Rating, Scheduler, State

from bot.core.frozen import Frozen
from bot.core.ids import new_id
from content.models import Fact, Source
from content.quiz import Choice, Numeric

Question = Choice | Numeric
Questions = Mapping[str, Question]
Outcome = Literal["right", "wrong", "unsure"]
Mode = Literal["mixed", "review", "new"]
DAY = dt.timedelta(days=1)
NEAREST = 3
LONGEST = 60
"""Days: nobody prepares for longer than some months, and each question should be seen again in that time."""
RATINGS: Mapping[Outcome, Rating] = {"right": Rating.Good, "wrong": Rating.Again, "unsure": Rating.Again}
SCHEDULER = Scheduler(
    learning_steps=(DAY,), relearning_steps=(DAY,), maximum_interval=LONGEST, enable_fuzzing=False
)


class Memory(Frozen):
    """What FSRS keeps of one question: stability in days, difficulty 1 to 10, the state's number."""

    stability: float
    difficulty: float
    state: int
    last: dt.date
    due: dt.date


class Turn(Frozen):
    """One question of a quiz. `order`: its option keys as they stand behind the letters A, B, C..."""

    question: str
    order: str = ""
    outcome: Outcome | None = None
    chosen: str = ""
    """Option keys; of a number nothing is kept."""


class Session(Frozen):
    """A quiz as it was asked for, and how far it got."""

    id: str
    topic: str | None
    mode: Mode
    count: int
    turns: tuple[Turn, ...]

    @property
    def right(self) -> int:
        return sum(t.outcome == "right" for t in self.turns)

    @property
    def answered(self) -> int:
        return sum(t.outcome is not None for t in self.turns)


class Tally(Frozen):
    """Answers on one topic, by how they came out."""

    right: int = 0
    wrong: int = 0
    unsure: int = 0

    @property
    def answered(self) -> int:
        return self.right + self.wrong + self.unsure


class Learner(Frozen):
    """One member's record; a quiz that has ended stays until the next one begins."""

    session: Session | None = None
    memories: dict[str, Memory] = {}
    tallies: dict[str, Tally] = {}
    """Topic -> counts of all time."""
    reported: tuple[str, ...] = ()
    """Questions that the member called wrong."""
    finished: int = 0
    """Quizzes answered to their end."""
    practised: tuple[str, ...] = ()
    practised_on: dt.date | None = None


# memory


def remember(known: Memory | None, outcome: Outcome, day: dt.date) -> Memory:
    """What is remembered after an answer on the local day `day`."""
    card, _ = SCHEDULER.review_card(_card(known, day), RATINGS[outcome], _noon(day))
    return Memory(
        stability=round(card.stability or 0.0, 4),
        difficulty=round(card.difficulty or 0.0, 4),
        state=card.state.value,
        last=day,
        due=card.due.date(),
    )


def recall(known: Memory, day: dt.date) -> float:
    """The chance, 0 to 1, that the answer is still known on `day`, as FSRS estimates it."""
    return float(SCHEDULER.get_card_retrievability(_card(known, day), _noon(day)))


def _card(known: Memory | None, day: dt.date) -> Card:
    if known is None:
        return Card(card_id=1, due=_noon(day))
    state = State(known.state)
    return Card(
        card_id=1,
        state=state,
        step=None if state is State.Review else 0,
        stability=known.stability,
        difficulty=known.difficulty,
        due=_noon(known.due),
        last_review=_noon(known.last),
    )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


# choosing


def due(learner: Learner, questions: Iterable[Question], day: dt.date) -> list[Question]:
    """What is to be reviewed by `day`, least remembered first."""
    ready = [q for q in questions if (m := learner.memories.get(q.id)) and m.due <= day]
    return sorted(ready, key=lambda q: (recall(learner.memories[q.id], day), q.id))


def fresh(
    learner: Learner, questions: Iterable[Question], focus: Mapping[str, float], chance: Random
) -> list[Question]:
    """What was never answered, in an order drawn by the weights 1 + focus of the topics.

    Efraimidis and Spirakis 2006: sorted by u^(1/w), a sample without replacement follows the weights.
    """
    unseen = sorted((q for q in questions if q.id not in learner.memories), key=lambda q: q.id)
    weights = {q.id: 1 + max(0.0, focus.get(q.topic, 0.0)) for q in unseen}
    drawn = {q.id: chance.random() ** (1 / weights[q.id]) for q in unseen}
    return sorted(unseen, key=lambda q: -drawn[q.id])


def next_due(learner: Learner, questions: Iterable[Question]) -> dt.date | None:
    """The first local day on which one of the questions comes back."""
    return min((learner.memories[q.id].due for q in questions if q.id in learner.memories), default=None)


def on_topic(questions: Questions, topic: str | None) -> list[Question]:
    return [q for q in questions.values() if topic is None or q.topic == topic]


def find_topics(typed: str, questions: Questions) -> list[str]:
    """The topics that a text can mean: the one of that name, else those that begin with it or hold it.

    Blanks and hyphens make no difference: `trade-offs` is `tradeoffs`.
    """
    word = _joined(typed)
    known = {t: _joined(t) for t in topics(questions)}
    return (
        [t for t, name in known.items() if name == word]
        or [t for t, name in known.items() if word and name.startswith(word)]
        or [t for t, name in known.items() if word and word in name]
    )


def _joined(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").split())


def topics(questions: Questions) -> list[str]:
    """All topics, by name."""
    return sorted({q.topic for q in questions.values()})


def nearest_topics(typed: str, questions: Questions) -> list[str]:
    """The topics whose names come nearest to a text that names none, at most three; the first ones if none does."""
    known = topics(questions)
    words = [_joined(word) for word in typed[:60].split()]
    near = [t for word in words for t in difflib.get_close_matches(word, known, n=NEAREST, cutoff=0.6)]
    return (list(dict.fromkeys(near)) or known)[:NEAREST]


def choose(
    learner: Learner,
    pool: Sequence[Question],
    mode: Mode,
    count: int,
    *,
    day: dt.date,
    focus: Mapping[str, float],
    chance: Random,
) -> list[Question]:
    """At most `count` questions: what is due first, then what is new, the easier first."""
    reviews = due(learner, pool, day)[:count] if mode != "new" else []
    room = count - len(reviews) if mode != "review" else 0
    new = fresh(learner, pool, focus, chance)[:room]
    return [*reviews, *sorted(new, key=lambda q: q.difficulty)]


def begin(chosen: Sequence[Question], topic: str | None, mode: Mode, count: int, chance: Random) -> Session:
    """A quiz of the questions; each gets the order of its options here, once."""
    turns = tuple(Turn(question=q.id, order=shuffled(q, chance)) for q in chosen)
    return Session(id=new_id(chance, 6), topic=topic, mode=mode, count=count, turns=turns)


def shuffled(question: Question, chance: Random) -> str:
    """Option keys in a drawn order; options that are named by letters in their own text stay in theirs."""
    if isinstance(question, Numeric):
        return ""
    keys = [option.key for option in question.options]
    if not lettered(question):
        chance.shuffle(keys)
    return "".join(keys)


def lettered(question: Choice) -> bool:
    """Whether each option begins with its own letter, as in "A (90.0, 20)"."""
    return all(o.text.startswith(f"{o.key.upper()} ") for o in question.options)


# answering


def current(session: Session, questions: Questions) -> int | None:
    """The number, from 1, of the first question that is open; None when the quiz has ended.

    A question that content no longer has, or has with other options, is passed over.
    """
    waiting = (n for n, turn in enumerate(session.turns, 1) if turn.outcome is None)
    return next((n for n in waiting if stands(session.turns[n - 1], questions)), None)


def stands(turn: Turn, questions: Questions) -> bool:
    """Whether content still has the question, with the options that were put into an order."""
    found = questions.get(turn.question)
    keys = [o.key for o in found.options] if isinstance(found, Choice) else []
    return found is not None and sorted(turn.order) == keys


def keys_of(turn: Turn, letters: str) -> str:
    """The option keys behind letters of the card, in the letters' order."""
    return "".join(turn.order[ord(letter) - ord("a")] for letter in sorted(letters))


def letter_of(turn: Turn, key: str) -> str:
    """The letter on the card of an option."""
    return chr(ord("A") + turn.order.index(key))


def answered(
    learner: Learner, number: int, outcome: Outcome, questions: Questions, day: dt.date, chosen: str = ""
) -> Learner:
    """The record after an answer to the open question `number`."""
    session = learner.session
    if session is None:
        return learner
    turn = session.turns[number - 1].model_copy(update={"outcome": outcome, "chosen": chosen})
    turns = (*session.turns[: number - 1], turn, *session.turns[number:])
    topic = questions[turn.question].topic
    memory = remember(learner.memories.get(turn.question), outcome, day)
    after = learner.model_copy(
        update={
            "session": session.model_copy(update={"turns": turns}),
            "memories": learner.memories | {turn.question: memory},
            "tallies": learner.tallies | {topic: _counted(learner.tallies.get(topic, Tally()), outcome)},
        }
    )
    return _ended(after, questions, day)


def _counted(tally: Tally, outcome: Outcome) -> Tally:
    return tally.model_copy(update={outcome: getattr(tally, outcome) + 1})


def _ended(learner: Learner, questions: Questions, day: dt.date) -> Learner:
    """With what was finished on the day, when the quiz has ended."""
    session = learner.session
    if session is None or current(session, questions) is not None:
        return learner
    done = learner.model_copy(update={"finished": learner.finished + 1})
    done = noted(done, f"quiz topic={session.topic or 'all'} mode={session.mode}", day)
    return reviewed(done, day) if not due(done, questions.values(), day) else done


def reviewed(learner: Learner, day: dt.date) -> Learner:
    """The record of somebody for whom nothing is due on the day any more."""
    return noted(learner, "quiz topic=all mode=review", day)


def noted(learner: Learner, spec: str, day: dt.date) -> Learner:
    known = learner.practised if learner.practised_on == day else ()
    return learner.model_copy(update={"practised": tuple(dict.fromkeys((*known, spec))), "practised_on": day})


# sources


class Origin(Frozen):
    """Where an answer comes from: a title, and an address if there is one."""

    title: str
    url: str = ""


def origin(question: Question, facts: Mapping[str, Fact], sources: Mapping[str, Source]) -> Origin:
    """The first source that the question rests on, by itself or through a fact."""
    refs = [r for ref in question.sources for r in (facts[ref].sources if ref in facts else (ref,))]
    if found := next((sources[r] for r in refs if r in sources), None):
        return Origin(title=found.title, url=next(iter(found.urls), ""))
    if line := next((r for r in refs if r.startswith("L")), None):
        return Origin(title=f"the article, line {line[1:]}")
    if claim := next((r for r in refs if r.startswith("A")), None):
        return Origin(title=f"claim {claim} of the article")
    return Origin(title="worked out from definitions")
