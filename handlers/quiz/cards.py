"""The questions on cards. What is too long for one card goes on behind [More]."""

import itertools
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.card import LINES, Block, Button, Card, Item, Items, Line, buttons, line, page_of, paragraph
from bot.core.text import LINE_LENGTH, Continued
from content.quiz import Choice, Ordering, Question
from handlers.quiz.answering import letter_of
from handlers.quiz.calls import (
    Answer,
    Hint,
    Letters,
    Next,
    Number,
    Order,
    Page,
    Put,
    Quiz,
    Restart,
    Schedule,
    Typing,
    Unknown,
    Why,
    Write,
    ask_for,
)
from handlers.quiz.choosing import lettered
from handlers.quiz.model import Outcome, Session, Turn

OPTION = LINE_LENGTH - 10
"""Characters of an option's line; the rest is its mark."""
START = Quiz().button("Start a quiz", style="main")
NEXT = Next().button("Next question", style="main")
ANOTHER = Quiz().button("Another quiz", style="main")
CHOOSE = Quiz().button("Choose a topic", ask=True)
SCHEDULE = Schedule().button("How is this scheduled?")
Row = Line | Item


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question in its quiz. `last`: no other is open. `over`: the quiz is an exam that has ended."""

    session: Session
    number: int
    question: Question
    last: bool = False
    over: bool = False

    @property
    def turn(self) -> Turn:
        return self.session.turns[self.number - 1]

    @property
    def outcome(self) -> Outcome | None:
        return self.turn.outcome

    @property
    def args(self) -> dict[str, str | int]:
        return {"quiz": self.session.id, "number": self.number}

    def letter(self, key: str) -> str:
        return letter_of(self.turn, key)

    def letters(self, keys: Iterable[str]) -> list[str]:
        return sorted(self.letter(key) for key in keys)


def wrap(text: str, width: int = LINE_LENGTH) -> list[str]:
    """The text in as few lines as it needs, broken between sentences where that costs no line more."""
    words = textwrap.wrap(text, width, break_on_hyphens=False)
    sentences = _by_sentence(text, width)
    first, *rest = (sentences if len(sentences) <= len(words) else words) or [""]
    return [first, *map(Continued, rest)] if first else []


def _by_sentence(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for sentence in _sentences(text):
        if lines and len(lines[-1]) + 1 + len(sentence) <= width:
            lines[-1] += f" {sentence}"
        else:
            lines += textwrap.wrap(sentence, width, break_on_hyphens=False)
    return lines


def _sentences(text: str) -> list[str]:
    return text.replace(". ", ".\n").replace("? ", "?\n").replace("! ", "!\n").splitlines()


def paged(rows: Sequence[Row], page: int = 1) -> tuple[Card, bool]:
    """A page of the rows without buttons, counted from 1, and whether more follows; past the end the last one."""
    found = page_of(rows, page, LINES)
    blocks: list[Block] = []
    for is_item, group in itertools.groupby(found.shown, lambda r: isinstance(r, Item)):
        if is_item:
            blocks.append(Items(items=tuple(r for r in group if isinstance(r, Item))))
        else:
            blocks += [paragraph(r) for r in group if isinstance(r, tuple)]
    return Card(blocks=tuple(blocks)), found.more


def more(call: Page | Why) -> Button:
    return Button(label="More", spoken="More of this text", call=call.call())


def lines(text: str) -> list[Line]:
    return [(part,) for part in wrap(text)]


# the question


def question(place: QuestionView, *, page: int = 1, closed: Session | None = None, note: str = "") -> Card:
    """The question and its options; letters only where all of it has been shown.

    `closed`: a quiz that was put away; `note`: what happened just before.
    """
    first = [*_closed(closed), *([line(note)] if note else []), *_stem(place), *_so_far(place)]
    rows: list[Row] = [*first, *_options(place, LINES - len(first))]
    shown, on = paged(rows, page)
    if on:
        following = Page.model_validate({**place.args, "page": page + 1})
        return shown.plus(buttons(more(following), _unknown(place)))
    return shown.plus(buttons(*_answers(place), *_help(place), _unknown(place)))


def _unknown(place: QuestionView) -> Button:
    return Button(label="I don't know", call=Unknown.model_validate(place.args).call())


def _closed(closed: Session | None) -> list[Line]:
    if closed is None:
        return []
    return [
        line(f"Your open quiz ended at {closed.answered} of {len(closed.turns)}; the rest does not count.")
    ]


def _stem(place: QuestionView) -> list[Line]:
    found = place.question
    said = [*lines(f"{_heading(place)} {found.stem}")]
    if isinstance(found, Choice) and found.sentence:
        said += lines(f"“{found.sentence}”")
    if place.turn.hinted and found.steps:
        said += lines(f"Hint: {found.steps[0]}")
    return said


def _heading(place: QuestionView) -> str:
    several = {
        "multiple": ", one or more are right",
        "ordering": ", put in order",
        "scenario": ", in writing",
    }
    kind = several.get(place.question.kind, "")
    return f"Question {place.number} of {len(place.session.turns)}, {words(place.question.topic)}{kind}."


def words(topic: str) -> str:
    return topic.replace("-", " ")


def _so_far(place: QuestionView) -> list[Line]:
    """The part of an order that was pressed, after the right one has not been judged yet."""
    if place.question.kind != "ordering" or not place.turn.chosen or place.outcome:
        return []
    return [line(f"So far: {', '.join(place.letter(key) for key in place.turn.chosen)}. What comes next?")]


def _options(place: QuestionView, room: int) -> list[Item]:
    texts = _texts(place)
    pairs = [texts[i : i + 2] for i in range(0, len(texts), 2)]
    joined = ["; ".join(f"{letter}: {text}" for letter, text in pair) for pair in pairs]
    if len(texts) > room and all(len(j) <= OPTION for j in joined):
        return [Item(line=(j,)) for j in joined]
    return [item for letter, text in texts for item in option(letter, text)]


def _texts(place: QuestionView) -> list[tuple[str, str]]:
    """Letter and text of each option or item as they stand on the card."""
    found = place.question
    if isinstance(found, Ordering):
        named = dict(zip(found.keys, (rung.text for rung in found.items), strict=True))
    elif isinstance(found, Choice):
        cut = 2 if lettered(found) else 0
        named = {o.key: o.text[cut:] for o in found.options}
    else:
        return []
    return [(place.letter(key), named[key]) for key in place.turn.order]


def option(letter: str, text: str) -> list[Item]:
    """An option's text behind its letter, in as many items as it needs."""
    first, *rest = textwrap.wrap(text, OPTION, break_on_hyphens=False)
    return [Item(line=(first,), mark=letter), *(Item(line=(part,)) for part in rest)]


def _answers(place: QuestionView) -> list[Button]:
    """What answers it: letters, or the form for several letters, a number or a text."""
    found = place.question
    if isinstance(found, Choice) and found.one:
        return [_letter(place, letter) for letter in place.letters(o.key for o in found.options)]
    if isinstance(found, Ordering):
        return _order(place, found)
    forms: dict[str, tuple[type[Typing], str]] = {
        "multiple": (Letters, "Choose letters"),
        "numeric": (Number, "Write the number"),
        "scenario": (Write, "Write your answer"),
    }
    form, label = forms[found.kind]
    return [_form(place, form, label)]


def _form(place: QuestionView, form: type[Typing], label: str) -> Button:
    return Button(label=label, call=ask_for(form, place.session.id, place.number), style="main")


def _letter(place: QuestionView, letter: str) -> Button:
    args = {**place.args, "option": letter.casefold()}
    return Button(label=letter, spoken=f"Answer {letter}", call=Answer.model_validate(args).call())


def _order(place: QuestionView, found: Ordering) -> list[Button]:
    """The letters that are not placed yet, the form, and a way back."""
    left = place.letters(key for key in found.keys if key not in place.turn.chosen)
    row = [_put(place, letter) for letter in left]
    again = Button(label="Start this order again", call=Restart.model_validate(place.args).call())
    typed = _form(place, Order, "Type the order").copy_with(style="plain")
    return [*row, again if place.turn.chosen else typed]


def _put(place: QuestionView, letter: str) -> Button:
    args = {**place.args, "option": letter.casefold()}
    return Button(label=letter, spoken=f"{letter} comes next", call=Put.model_validate(args).call())


def _help(place: QuestionView) -> list[Button]:
    if place.session.ends or place.turn.hinted or not place.question.steps:
        return []
    return [
        Button(label="Hint", spoken="A hint to this question", call=Hint.model_validate(place.args).call())
    ]
