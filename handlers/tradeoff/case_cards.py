"""All words about cases that are argued in writing, practised by number, or saved."""

from collections.abc import Mapping

from bot.core.call import Call
from bot.core.card import Button, Card, Instant, Quoted, Text, buttons, card, items, line
from handlers.quiz.answer_cards import judged_rows
from handlers.quiz.grading import GradedText
from handlers.tradeoff.calls import Delete, Reopen, Saved, Tradeoff
from handlers.tradeoff.cards import again_as, rows
from handlers.tradeoff.exercise import Exercise
from handlers.tradeoff.model import Weighed
from handlers.tradeoff.store import MOST_SAVED, SavedCase

PAGE = 4


def argued(found: Weighed, judged: GradedText, again: Call) -> Card:
    """What is missing in a written answer first, then what the numbers say."""
    said = [row for row in judged_rows(judged)[:4] if isinstance(row, tuple)]
    return card(
        said[0],
        *said[1:],
        line("The numbers say: ", rows(found)[0]),
        "Your text was read by rules and is not kept. They see what is said, not whether a sum is right.",
        buttons(
            Button(label="Argue again", call=again_as(again, "tradeoff.argue"), style="main"),
            Button(label="Show the bench", call=again_as(again, "tradeoff")),
        ),
    )


def exercise(seed: int, found: Exercise, again: Call) -> Card:
    """The case of a number, without its answer."""
    first, *others = found.options.split("; ")
    return card(
        f"Exercise {seed}. Today: {first.removeprefix('today: ')}, accuracy and p99. Which one do you ship?",
        items(*others),
        f"A point is worth ${found.w1}K a year, a millisecond costs ${found.w2}K. p99 may be {found.limit} ms.",
        buttons(
            Button(
                label="Argue it", spoken="Argue this case in writing", call=again_as(again, "tradeoff.argue")
            ),
            Button(label="Show the answer", call=again_as(again, "tradeoff"), style="main"),
            Tradeoff(seed=seed + 1).button(f"Exercise {seed + 1}"),
        ),
    )


def kept(name: str, count: int) -> Card:
    return card(
        line(
            "Saved: ",
            Quoted(text=name),
            f". You have {count} of {MOST_SAVED} cases, encrypted, until you delete them.",
        ),
        buttons(Saved().button("My saved cases")),
    )


def saved(mine: Mapping[str, SavedCase], page: int, first: str = "") -> Card:
    """A member's cases, each with a button to open and one to delete it."""
    if not mine:
        said = "You have saved no case. Weigh one, then press Save this case."
        return card(f"{first} {said}".strip(), buttons(Tradeoff().button("Weigh a trade-off")))
    start = (page - 1) * PAGE
    shown = list(mine.items())[start : start + PAGE]
    numbered = list(enumerate(shown, start + 1))
    opened = [Reopen(case=key).button(f"Open case {n}") for n, (key, _) in numbered]
    deleted = [Delete(case=key).button(f"Delete case {n}") for n, (key, _) in numbered]
    more = Saved(page=page + 1).button("More", spoken="More saved cases")
    return Card(
        blocks=(
            Text(line=(f"{first} Your saved cases: {len(mine)}.".strip(),)),
            items(
                *(
                    line(f"Case {n}: ", Quoted(text=c.name.value), ", ", Instant(at=c.at, style="day"))
                    for n, (_, c) in numbered
                )
            ),
        )
    ).plus(buttons(*opened, *deleted, more if len(mine) > start + PAGE else None))
