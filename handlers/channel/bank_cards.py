"""All words for organizers who correct the bank of questions."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.card import Button, Card, Item, buttons, card
from bot.core.layout import page_of
from bot.core.text import LINE_LENGTH, many
from content.quiz import Choice, Numeric, Ordering, Question, Scenario
from handlers.channel.calls import Bank, Fix, Settle, Unfix, Unvoid, Void
from handlers.quiz.cards import Row, lines, option, page_rows
from handlers.quiz.difficulty import Difficulty

PAGE = 4
BACK = Bank().button("All reports")


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
            "No question is waiting. Members report one with the button “This question is wrong”.",
            "To look at any question, type its id after the word bank.",
        )
    found, called = page_of(waiting, page, PAGE), sum(one.times > 0 for one in waiting)
    rows: list[Row] = [(f"Members reported {many(called, 'question')} as wrong. Press one to look at it.",)]
    rows += [Item(line=(_row(one),), mark=str(at)) for at, one in found.numbered]
    look = (Bank(question=one.question).button(f"Look at question {at}") for at, one in found.numbered)
    return page_rows(rows)[0].plus(buttons(*look, found.next_button(Bank(), "More questions")))


def _row(one: Reported) -> str:
    state = ", voided" if one.voided else ", corrected" if one.fixed else ""
    first = one.answers
    share = f", {round(first.right * 100)}% of {first.members} first answers right" if first else ""
    return f"{one.question}: reported by {many(one.times, 'member')}{share}{state}."


def question(found: Question, one: Reported, page: int) -> Card:
    """The question as it is asked now, with its key, and what can be done about it."""
    times = {0: "Nobody reported it.", 1: "Reported once."}.get(one.times, f"Reported {one.times} times.")
    corrected = " Corrected by an organizer." if one.fixed else ""
    state = " Voided: nobody is asked it." if one.voided else corrected
    rows: list[Row] = [*lines(f"{one.question}: {_key(found)} {times}{state}"), *lines(found.stem)]
    if isinstance(found, Choice):
        rows += lines(f"“{found.sentence}”") if found.sentence else []
        rows += [item for o in found.options for item in option(o.key.upper(), o.text)]
    shown, listed = page_rows([*rows, *lines(f"Explanation: {found.explanation}")], page)
    name = one.question
    return shown.plus(
        buttons(
            Fix(question=name).button("Correct this question", ask=True),
            Unfix(question=name).button("Take the correction back") if one.fixed else None,
            Unvoid(question=name).button("Count it again")
            if one.voided
            else Void(question=name).button("Void this question", style="danger"),
            Settle(question=name).button("Close the reports") if one.times else None,
            listed.next_button(Bank(question=name), "More of this question"),
        )
    )


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


def void_receipt(name: str) -> Card:
    return card(
        f"Voided: {name}. Nobody will be asked it anymore, and it's out of every score.",
        "Members keep their other answers. An open question of the day takes no more answers.",
        buttons(Unvoid(question=name).button("Count it again"), BACK),
    )


def unvoid_receipt(name: str) -> Card:
    return card(f"{name} counts again, with the answers it had.", buttons(BACK))


def fix_receipt(name: str, *, keyed: bool) -> Card:
    after = (
        "Answers under the old key are out of every score; the question of the day was counted again."
        if keyed
        else "Its key is as it was, so every answer counts as before."
    )
    return card(f"Corrected: {name}. Its reports are closed.", after, buttons(_look(name), BACK))


def unfix_receipt(name: str) -> Card:
    return card(f"Correction taken back: {name} is as it was.", buttons(_look(name), BACK))


def settle_receipt(name: str, times: int) -> Card:
    closed = f"Closed: {many(times, 'report')} of {name}." if times else f"No report of {name} was open."
    return card(f"{closed} Nothing about the question was changed.", buttons(_look(name), BACK))


def _look(name: str) -> Button:
    return Bank(question=name).button("Look at this question")


def unknown_question(name: str, near: Sequence[str]) -> str:
    text = f"There's no question '{name}'. Nearest: {', '.join(near)}."
    return textwrap.shorten(text, LINE_LENGTH, placeholder="...")
