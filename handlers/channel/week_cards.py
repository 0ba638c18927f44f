"""All words of the week in the channel."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.core.call import Call
from bot.core.card import Button, Card, Line, Person, buttons, card, line
from bot.core.text import all_of, many
from handlers.channel.records import Plan

NAMED = 6
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Improvement(NamedTuple):
    """Questions that somebody now gets right and had missed."""

    name: str
    questions: int


def wrap_up(answers: int, mocks: int, best: Improvement | None, names: Sequence[str], plan: Plan) -> Card:
    """What the group did, who wants to be named for it, and what comes next week."""
    did = [f"answered {many(answers, 'question')}"] if answers else []
    did += [f"held {many(mocks, 'mock')}"] if mocks else []
    return card(
        f"This week you {all_of(did)}.",
        line(
            "Strongest improvement: ",
            Person(name=best.name),
            f", {many(best.questions, 'question')} more right.",
        )
        if best
        else None,
        _named(names) if names else None,
        _next(plan),
        buttons(
            Button(label="Answer a question", call=Call(path="quiz", values={"count": "1"}), style="main"),
            Button(label="Find a partner", call=Call(path="mock.join")),
        ),
    )


def _named(names: Sequence[str]) -> Line:
    """Those who practiced and let the channel name them."""
    shown = [Person(name=name) for name in names[:NAMED]]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    parts = [part for n, person in enumerate(shown) for part in ([", "] if n else []) + [person]]
    return line("With ", *parts, f"{more}.")


def _next(plan: Plan) -> str:
    night = "" if plan.case is None else f"committee night on {WEEKDAYS[plan.case]}"
    questions = "a question each day that I post one" if plan.on else ""
    coming = [part for part in (night, questions, "new mock partners") if part]
    return f"Next week: {all_of(coming)}."
