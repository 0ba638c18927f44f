"""All words for organisers who mend the bank of questions."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.card import Button, Card, Item, buttons, card
from bot.core.text import LINE_LENGTH
from content.quiz import Choice, Numeric, Ordering, Question, Scenario
from handlers.channel.calls import Bank, Fix, Settle, Unfix, Unvoid, Void
from handlers.quiz.cards import Row, lines, option, paged
from handlers.quiz.difficulty import Difficulty

PAGE = 4


@dataclass(frozen=True, slots=True)
class Reported:
    """A question in the queue: how many called it wrong, and how first answers came out, where enough are known."""

    question: str
    times: int
    answers: Difficulty | None = None
    voided: bool = False
    fixed: bool = False


def queue(waiting: Sequence[Reported], page: int) -> Card:
    """What was called wrong, the most often first, then what was voided or corrected."""
    if not waiting:
        return card(
            "No question was called wrong. Members report one with the button “This question is wrong”.",
            "To look at any question, name it: its id stands behind the word bank.",
        )
    start = (page - 1) * PAGE
    shown = waiting[start : start + PAGE]
    open_ = sum(one.times > 0 for one in waiting)
    rows: list[Row] = [(f"Questions called wrong: {open_}. Press one to look at it.",)]
    rows += [Item(line=(_row(one),), mark=str(at)) for at, one in enumerate(shown, start + 1)]
    blocks, _ = paged(rows, 1)
    more = Bank(page=page + 1).button("More", spoken="More questions")
    look = [
        Bank(question=one.question).button(f"Look at question {at}")
        for at, one in enumerate(shown, start + 1)
    ]
    return Card(blocks=tuple(blocks)).plus(buttons(*look, more if len(waiting) > start + PAGE else None))


def _row(one: Reported) -> str:
    state = ", voided" if one.voided else ", corrected" if one.fixed else ""
    found = one.answers
    share = f", {round(found.right * 100)} % of {found.members} right at first" if found else ""
    return f"{one.question}: called wrong by {one.times}{share}{state}."


def _called(times: int) -> str:
    return (
        f"Called wrong {'once' if times == 1 else f'{times} times'}." if times else "Nobody calls it wrong."
    )


def question(found: Question, one: Reported, page: int) -> Card:
    """The question as it is asked now, with its key, and what can be done about it."""
    said = f"{one.question}: {_key(found)} {_called(one.times)}{_state(one)}"
    rows: list[Row] = [*lines(said), *lines(found.stem)]
    rows += lines(f"“{found.sentence}”") if isinstance(found, Choice) and found.sentence else []
    rows += (
        [item for o in found.options for item in option(o.key.upper(), o.text)]
        if isinstance(found, Choice)
        else []
    )
    rows += lines(f"Explanation: {found.explanation}")
    blocks, on = paged(rows, page)
    more = Bank(question=one.question, page=page + 1).button("More", spoken="More of this question")
    return Card(blocks=tuple(blocks)).plus(buttons(*_acts(one), more if on else None))


def _state(one: Reported) -> str:
    if one.voided:
        return " Voided: nobody is asked it."
    return " Corrected by an organiser." if one.fixed else ""


def _key(found: Question) -> str:
    match found:
        case Choice(answer=keys):
            return f"the key is {', '.join(k.upper() for k in keys)}."
        case Numeric() as number:
            return f"the key is {number.shown}."
        case Ordering():
            return "an order."
        case Scenario():
            return "a written answer."


def _acts(one: Reported) -> list[Button | None]:
    name = one.question
    return [
        Fix(question=name).button("Correct this question", ask=True),
        Unfix(question=name).button("Take the correction back") if one.fixed else None,
        Unvoid(question=name).button("Count this question again")
        if one.voided
        else Void(question=name).button("Void this question", style="danger"),
        Settle(question=name).button("Close the reports") if one.times else None,
    ]


def voided(name: str) -> Card:
    return card(
        f"Voided: {name}. Nobody is asked it any more, and it is out of every score.",
        "Members keep their other answers. An open question of the day takes no more answers.",
        buttons(Unvoid(question=name).button("Count this question again"), BACK),
    )


def unvoided(name: str) -> Card:
    return card(f"It counts again: {name}, with the answers that it had.", buttons(BACK))


def fixed(name: str, *, keyed: bool) -> Card:
    after = (
        "Answers under the old key are out of every score; the question of the day was counted again."
        if keyed
        else "Its key is as it was, so every answer counts as before."
    )
    return card(f"Corrected: {name}. Its reports are closed.", after, buttons(_look(name), BACK))


def unfixed(name: str) -> Card:
    return card(f"{name} is again as the content has it.", buttons(_look(name), BACK))


def settled(name: str, times: int) -> Card:
    closed = f"Closed: {times} {'report' if times == 1 else 'reports'} of {name}."
    return card(
        f"{closed if times else f'No report of {name} was open.'} Nothing about the question was changed.",
        buttons(_look(name), BACK),
    )


def _look(name: str) -> Button:
    return Bank(question=name).button("Look at this question")


def unknown(name: str, near: Sequence[str]) -> str:
    return textwrap.shorten(
        f"There is no question '{name}'. Nearest: {', '.join(near)}.", LINE_LENGTH, placeholder="..."
    )


BACK = Bank().button("All reports")
