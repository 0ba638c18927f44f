"""The questions on cards. What is too long for one card goes on behind [More]."""

import itertools
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.card import Block, Button, Card, Item, Items, Line, Style, Text, buttons, card, line
from bot.core.layout import LINES, Page, page_of
from bot.core.text import LINE_LENGTH, Continued
from bot.core.values import Call
from content.quiz import Choice, Numeric, Ordering, Question, name_topic
from handlers.quiz import calls
from handlers.quiz.model import Outcome, Session, Turn

OPTION = LINE_LENGTH - 10
"""Characters of an option's line; the rest is its mark."""
START = calls.Quiz().button("Start a quiz", style="main")
NEXT = calls.Next().button("Next question", style="main")
ANOTHER = calls.Quiz().button("Another quiz", style="main")
CHOOSE = calls.Quiz().button("Choose a topic", ask=True)
SCHEDULE = calls.Schedule().button("How is this scheduled?")
MORE = "More of this text"
Row = Line | Item | Text


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

    def button(
        self,
        press: type[calls.OfQuestion],
        label: str,
        spoken: str = "",
        *,
        style: Style = "plain",
        **more: str | int,
    ) -> Button:
        """A button that presses something of this question."""
        call = press.model_validate({**self.args, **more}).call()
        return Button(label=label, spoken=spoken, call=call, style=style)

    def form(self, form: type[calls.OfQuestion], label: str, *, style: Style = "plain") -> Button:
        """A button that opens the form of a typed answer."""
        values = {name: str(value) for name, value in self.args.items()}
        return Button(label=label, call=Call(path=form.path, values=values), style=style)

    def letter(self, key: str) -> str:
        """The letter on the card of an option."""
        return chr(ord("A") + self.turn.order.index(key))

    def letters(self, keys: Iterable[str]) -> list[str]:
        return sorted(self.letter(key) for key in keys)


def lines(text: str) -> list[Line]:
    """The text in as few lines as it needs, broken between sentences where that costs no line more."""
    words = textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False)
    sentences = by_sentence(text, LINE_LENGTH)
    made = sentences if len(sentences) <= len(words) else words
    return [(Continued(part) if at else part,) for at, part in enumerate(made)]


def by_sentence(text: str, width: int) -> list[str]:
    """The text in lines that hold whole sentences where they can."""
    lines: list[str] = []
    for sentence in text.replace(". ", ".\n").replace("? ", "?\n").replace("! ", "!\n").splitlines():
        if lines and len(lines[-1]) + 1 + len(sentence) <= width:
            lines[-1] += f" {sentence}"
        else:
            lines += textwrap.wrap(sentence, width, break_on_hyphens=False)
    return lines


def page_rows(rows: Sequence[Row], page: int = 1) -> tuple[Card, Page[Row]]:
    """A page of the rows as a card without buttons, counted from 1; past the end the last one."""
    found = page_of(rows, page, LINES)
    blocks: list[Block | Line] = []
    for is_item, group in itertools.groupby(found.shown, lambda r: isinstance(r, Item)):
        if is_item:
            blocks.append(Items(items=tuple(r for r in group if isinstance(r, Item))))
        else:
            blocks += [r for r in group if not isinstance(r, Item)]
    return card(*blocks), found


# the question


def question(view: QuestionView, *, page: int = 1, closed: Session | None = None, note: str = "") -> Card:
    """The question and its options; letters only where all of it has been shown.

    `closed`: a quiz that was put away; `note`: what happened just before.
    """
    first: list[Line] = []
    if closed:
        at = f"{closed.answered} of {len(closed.turns)}"
        first.append(line(f"Your open quiz ended at {at}; the rest doesn't count."))
    first += [*([line(note)] if note else []), *_stem(view)]
    if view.question.kind == "ordering" and view.turn.chosen and not view.outcome:
        first.append(line(f"So far: {', '.join(map(view.letter, view.turn.chosen))}. What comes next?"))
    rows: list[Row] = [*first, *option_rows(view.question, view.turn.order, LINES - len(first))]
    shown, listed = page_rows(rows, page)
    unknown = view.button(calls.Unknown, "I don't know")
    if listed.more:
        return shown.plus(buttons(view.button(calls.Page, "More", MORE, page=page + 1), unknown))
    can_help = view.question.steps and not view.turn.hinted and not view.session.ends
    hint = view.button(calls.Hint, "Hint", "A hint to this question") if can_help else None
    return shown.plus(buttons(*_answers(view), hint, unknown))


def unread(view: QuestionView) -> Card:
    """Typed words of which nobody can tell what they answer."""
    ways = {
        "multiple": "Type all right letters, such as A, C",
        "ordering": "Type all letters, such as B A D C",
    }
    return card(
        f"I can't tell which option you mean in question {view.number}.",
        f"{ways.get(view.question.kind, 'Type one letter, such as B')}, or press a button.",
        buttons(
            *_answers(view),
            calls.Next().button("Show the question"),
            view.button(calls.Unknown, "I don't know"),
        ),
    )


def _stem(view: QuestionView) -> list[Line]:
    found, number = view.question, f"Question {view.number} of {len(view.session.turns)}"
    several = {
        "multiple": ", one or more are right",
        "ordering": ", put in order",
        "scenario": ", in writing",
    }
    said = lines(f"{number}, {name_topic(found.topic)}{several.get(found.kind, '')}. {found.stem}")
    if isinstance(found, Choice) and found.sentence:
        said += lines(f"“{found.sentence}”")
    if isinstance(found, Numeric):
        said += lines(f"Give {'at least ' if found.margin else ''}{found.precision}.")
    if view.turn.hinted and found.steps:
        said += lines(f"Hint: {found.steps[0]}")
    return said


def option_rows(found: Question, order: str, room: int) -> list[Item]:
    """The options by the letters A, B, C..., in an order of their keys; two a line where so many lines need that, and
    all are short."""
    texts = [(letter, found.texts[key]) for letter, key in zip("ABCDEF", order, strict=False)]
    pairs = [texts[i : i + 2] for i in range(0, len(texts), 2)]
    joined = ["; ".join(f"{letter}: {text}" for letter, text in pair) for pair in pairs]
    if len(texts) > room and all(len(j) <= OPTION for j in joined):
        return [Item(line=(j,)) for j in joined]
    return [item for letter, text in texts for item in option(letter, text)]


def option(letter: str, text: str) -> list[Item]:
    """An option's text after its letter, in as many items as it needs."""
    first, *rest = textwrap.wrap(text, OPTION, break_on_hyphens=False)
    return [Item(line=(first,), mark=letter), *(Item(line=(part,)) for part in rest)]


def _answers(view: QuestionView) -> list[Button]:
    """What answers it: letters, or the form for several letters, a number or a text."""
    found = view.question
    if isinstance(found, Choice) and found.one:
        return [
            view.button(calls.Answer, letter, f"Answer {letter}", option=letter.casefold())
            for letter in view.letters(o.key for o in found.options)
        ]
    if isinstance(found, Ordering):
        left = view.letters(key for key in found.keys if key not in view.turn.chosen)
        row = [view.button(calls.Put, one, f"{one} comes next", option=one.casefold()) for one in left]
        if view.turn.chosen:
            return [*row, view.button(calls.Restart, "Start this order again")]
        return [*row, view.form(calls.Order, "Type the order")]
    forms: dict[str, tuple[type[calls.OfQuestion], str]] = {
        "multiple": (calls.Letters, "Choose letters"),
        "numeric": (calls.Number, "Write the number"),
        "scenario": (calls.Write, "Write your answer"),
    }
    form, label = forms[found.kind]
    return [view.form(form, label, style="main")]


# a question by itself, for somebody outside of any group


def question_alone(found: Choice, order: str) -> Card | None:
    """The question with all that its answer needs on its buttons; None where one card doesn't hold it.

    `order`: its option keys behind the letters A, B, C...
    """
    rows: list[Row] = [*lines(f"Question on {name_topic(found.topic)}. {found.stem}")]
    rows += lines(f"“{found.sentence}”") if found.sentence else []
    rows += option_rows(found, order, LINES)
    if len(rows) > LINES:
        return None
    marks = {letter.casefold(): letter for letter in "ABCDEF"[: len(order)]} | {calls.UNKNOWN: "I don't know"}
    row = [
        calls.Single.model_validate({"question": found.id, "order": order, "option": mark}).button(label)
        for mark, label in marks.items()
    ]
    return page_rows(rows)[0].plus(buttons(*row))


def answer_alone(found: Choice, order: str, mark: str) -> Card:
    """Whether the option behind a letter was right, and why."""
    right = chr(ord("A") + order.index(found.answer[0]))
    chosen = dict(zip("abcdef", order, strict=False)).get(mark, "")
    first = f"Right, it's {right}." if chosen in found.answer else f"Not quite: it's {right}."
    why = next((o.why for o in found.wrong if o.key == chosen), "")
    rows = lines(f"The answer is {right}." if mark == calls.UNKNOWN else first)
    rows += [*lines(found.explanation), *lines(why)]
    another = calls.Quiz().button("Another question", style="main")
    return page_rows(rows)[0].plus(buttons(another))
