"""For authors, on the command line: how hard each question is, over all groups of a store."""

import datetime as dt
from collections.abc import Mapping

from bot.store.backup_pages import groups
from bot.store.store import Store
from handlers.quiz import records as quizzes
from handlers.quiz.difficulty import Difficulty, difficulties


async def report(store: Store, now: dt.datetime) -> list[Mapping[str, object]]:
    """A row a question, the hardest first, without voided questions; see `difficulties` for who is counted."""
    answers = [
        one.answers
        for group in await groups(store)
        for one in await quizzes.every_learner(store.unit(group, now))
    ]
    return [_row(one) for one in difficulties(answers)]


def _row(one: Difficulty) -> dict[str, object]:
    return {
        "question": one.question,
        "topic": one.topic,
        "members": one.members,
        "right": round(one.right, 3),
        "unsure": round(one.unsure, 3),
        "seconds": one.seconds,
        "discrimination": None if one.discrimination is None else round(one.discrimination, 3),
    }


def as_text(row: Mapping[str, object]) -> str:
    """`gqa-saving (memory): 42 % right and 8 % unsure of 12 members, 95 s, discrimination 0.31`"""
    shares = f"{100 * float(str(row['right'])):.0f}% right and {100 * float(str(row['unsure'])):.0f}% unsure"
    took = "time unknown" if row["seconds"] is None else f"{row['seconds']:g} s"
    apart = "unknown" if row["discrimination"] is None else f"{row['discrimination']:+.2f}"
    who = f"{row['question']} ({row['topic']})"
    return f"{who}: {shares} of {row['members']} members, {took}, discrimination {apart}"
