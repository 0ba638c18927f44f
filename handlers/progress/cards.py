"""All words about what was practiced."""

from collections.abc import Sequence

from bot.core.call import Call
from bot.core.card import Button, Card, buttons, card, items
from bot.core.text import LINE_LENGTH, many
from handlers.checklist.cards import SHOW
from handlers.progress import model
from handlers.progress.calls import ByTopic, Progress
from handlers.progress.model import Practice
from handlers.quiz.calls import Quiz
from handlers.quiz.model import Tally

PAGE = 5
QUIZ = Quiz().button("Start a quiz")
OVERVIEW = Progress().button("All my practice")
NOTHING = "Nothing is practised yet. One task of today's list is a good beginning."
TRADEOFF = Button(label="Weigh a trade-off", call=Call(path="tradeoff"))


def overview(found: Practice, topics: Sequence[str], done: Button | None) -> Card:
    """What was practiced and how often, then what never was; `done` ticks off a task that asks for this card."""
    rows = [] if found.nothing else [_week(found), _families(found), _mocks(found)]
    return card(
        NOTHING if found.nothing else _so_far(found),
        *(row for row in rows if row),
        _name_list("Never in a quiz", model.never_asked(found, topics)),
        _name_list("Never in a mock", [_words(r) for r in model.never_mocked(found)]),
        buttons(
            done,
            SHOW,
            QUIZ,
            TRADEOFF if not found.tradeoffs else None,
            ByTopic().button("Counts by topic") if found.answers else None,
        ),
    )


def _so_far(found: Practice) -> str:
    counts = [
        (found.tasks, "task"),
        (found.answers, "quiz answer"),
        (found.tradeoffs, "trade-off"),
        (found.bullets, "bullet"),
        (sum(found.mocks.values()), "mock"),
    ]
    return f"So far: {', '.join(many(n, noun) for n, noun in counts)}. These are counts, not a grade."


def _week(found: Practice) -> str:
    questions = many(found.week_questions, "different question")
    return f"In the last 7 days: {many(found.week_tasks, 'task')}, {questions}."


def _families(found: Practice) -> str | None:
    sums = model.by_family(found).items()
    return _name_list("Right in quizzes", [f"{n} {_right(t)}" for n, t in sums]) if found.answers else None


def _right(tally: Tally) -> str:
    return f"{tally.right} of {tally.answered}" if tally.answered else "none asked"


def _mocks(found: Practice) -> str | None:
    return _name_list("Mocks", [f"{_words(name)} {n}" for name, n in sorted(found.mocks.items()) if n])


def _words(name: str) -> str:
    """A round's name as one says it."""
    return "any round" if name == "any" else name.replace("_", " ")


def _name_list(head: str, names: Sequence[str]) -> str | None:
    """The names in one line; those for which there is no room are counted."""
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        text = f"{head}: {', '.join(names[:shown])}{more}."
        if len(text) <= LINE_LENGTH:
            return text
    return None


def by_topic(found: Practice, topics: Sequence[str], page: int) -> Card:
    """A page, counted from 1, of the topics with their counts; a page beyond the last shows the first."""
    rows = model.order_topics(found, topics)
    begin = (page - 1) * PAGE if len(rows) > (page - 1) * PAGE else 0
    shown = rows[begin : begin + PAGE]
    more = begin + PAGE < len(rows)
    following = ByTopic(page=begin // PAGE + 2).call()
    return card(
        f"Quiz answers by topic, {begin + 1} to {begin + len(shown)} of {len(rows)}, most answered first:",
        items(*(f"{topic}: {_outcomes(tally)}" for topic, tally in shown)),
        buttons(Button(label="More", spoken="More topics", call=following) if more else None, QUIZ, OVERVIEW),
    )


def _outcomes(tally: Tally) -> str:
    if not tally.answered:
        return "never"
    return f"{many(tally.answered, 'answer')}, {tally.right} right, {tally.wrong} wrong, {tally.unsure} not known"
