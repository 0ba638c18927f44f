"""All words of the quiz. A question or an answer that is too long for one card goes on behind [More]."""

import datetime as dt
import itertools
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.card import (
    LINE_LENGTH,
    LINES,
    Block,
    Button,
    Buttons,
    Card,
    Item,
    Items,
    Line,
    Link,
    Quoted,
    Text,
    buttons,
    card,
    line,
)
from bot.core.echo import either
from content.quiz import Choice, Slip
from handlers.quiz.calls import Answer, Letters, Next, Number, Page, Quiz, Unknown, Why, Wrong, ask_for
from handlers.quiz.model import Mode, Origin, Outcome, Question, Session, letter_of, lettered

OPTION = LINE_LENGTH - 10
"""Characters of an option's line; the rest is its mark."""
START = Button(label="Start a quiz", call=Quiz().call(), style="main")
NEXT = Button(label="Next question", call=Next().call(), style="main")
ANOTHER = Button(label="Another quiz", call=Quiz().call(), style="main")
CHOOSE = Button(label="Choose a topic", call=Quiz().call(ask=True))
Row = Line | Item


@dataclass(frozen=True, slots=True)
class Place:
    """A question in its quiz. `last`: no other is open."""

    session: Session
    number: int
    question: Question
    last: bool = False

    @property
    def outcome(self) -> Outcome | None:
        return self.session.turns[self.number - 1].outcome

    @property
    def args(self) -> dict[str, str | int]:
        return {"quiz": self.session.id, "number": self.number}

    def letter(self, key: str) -> str:
        return letter_of(self.session.turns[self.number - 1], key)

    def letters(self, keys: Iterable[str]) -> list[str]:
        return sorted(self.letter(key) for key in keys)


def wrap(text: str, width: int = LINE_LENGTH) -> list[str]:
    """The text in as few lines as it needs, broken between sentences where that costs no line more."""
    words = textwrap.wrap(text, width, break_on_hyphens=False)
    sentences = _by_sentence(text, width)
    return sentences if len(sentences) <= len(words) else words


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


def _paged(rows: Sequence[Row], page: int) -> tuple[list[Block], bool]:
    """The blocks of a page counted from 1, the last one for a page beyond it, and whether more follows."""
    page = min(page, max(1, -(-len(rows) // LINES)))
    shown = rows[(page - 1) * LINES : page * LINES]
    blocks: list[Block] = []
    for is_item, group in itertools.groupby(shown, lambda r: isinstance(r, Item)):
        if is_item:
            blocks.append(Items(items=tuple(r for r in group if isinstance(r, Item))))
        else:
            blocks += [Text(line=r) for r in group if isinstance(r, tuple)]
    return blocks, page * LINES < len(rows)


def _more(call: Page | Why) -> Button:
    return Button(label="More", spoken="More of this text", call=call.call())


# the question


def question(place: Place, *, page: int = 1, closed: Session | None = None) -> Card:
    """The question and its options; letters only where all of it has been shown. `closed`: a quiz put away."""
    first = [*_closed(closed), *_lines(f"{_heading(place)} {place.question.stem}")]
    rows: list[Row] = [*first, *_options(place, LINES - len(first))]
    blocks, more = _paged(rows, page)
    unknown = Button(label="I don't know", call=Unknown.model_validate(place.args).call())
    if more:
        following = {**place.args, "page": page + 1}
        return Card(blocks=(*blocks, Buttons(buttons=(_more(Page.model_validate(following)), unknown))))
    return Card(blocks=(*blocks, Buttons(buttons=(*_answers(place), unknown))))


def _closed(closed: Session | None) -> list[Line]:
    if closed is None:
        return []
    return [
        line(f"Your open quiz ended at {closed.answered} of {len(closed.turns)}; the rest does not count.")
    ]


def _heading(place: Place) -> str:
    topic = _words(place.question.topic)
    several = ", one or more are right" if place.question.kind == "multiple" else ""
    return f"Question {place.number} of {len(place.session.turns)}, {topic}{several}."


def _words(topic: str) -> str:
    return topic.replace("-", " ")


def _lines(text: str) -> list[Line]:
    return [(part,) for part in wrap(text)]


def _options(place: Place, room: int) -> list[Item]:
    if not isinstance(place.question, Choice):
        return []
    texts = _texts(place, place.question)
    pairs = [texts[i : i + 2] for i in range(0, len(texts), 2)]
    joined = ["; ".join(f"{letter}: {text}" for letter, text in pair) for pair in pairs]
    if len(texts) > room and all(len(j) <= OPTION for j in joined):
        return [Item(line=(j,)) for j in joined]
    return [item for letter, text in texts for item in _option(letter, text)]


def _texts(place: Place, found: Choice) -> list[tuple[str, str]]:
    """Letter and text of each option as they stand on the card."""
    cut = 2 if lettered(found) else 0
    order = place.session.turns[place.number - 1].order
    texts = {o.key: o.text[cut:] for o in found.options}
    return [(place.letter(key), texts[key]) for key in order]


def _option(letter: str, text: str) -> list[Item]:
    first, *rest = textwrap.wrap(text, OPTION, break_on_hyphens=False)
    return [Item(line=(first,), mark=letter), *(Item(line=(part,)) for part in rest)]


def _answers(place: Place) -> list[Button]:
    """What answers it: letters, or the form for several letters or a number."""
    if place.question.kind == "single":
        return [_letter(place, letter) for letter in place.letters(o.key for o in place.question.options)]
    form, label = (
        (Letters, "Choose letters") if place.question.kind == "multiple" else (Number, "Write the number")
    )
    return [Button(label=label, call=ask_for(form, place.session.id, place.number), style="main")]


def _letter(place: Place, letter: str) -> Button:
    args = {**place.args, "option": letter.casefold()}
    return Button(label=letter, spoken=f"Answer {letter}", call=Answer.model_validate(args).call())


# the answer


def answer(place: Place, *, days: int, origin: Origin, slip: Slip | None = None, typed: str = "") -> Card:
    """Whether it was right, why, what tempts in what was chosen, when it comes back, the source."""
    rows = _said(place, slip, typed)
    link = _link(origin)
    back = _back(days) if link else f"{_back(days)} Source: {origin.title}"
    last: list[Row] = [line(textwrap.shorten(back, LINE_LENGTH, placeholder="...")), *_end(place)]
    cut = len(rows) + len(last) > LINES
    shown = rows[: LINES - len(last)] if cut else rows
    blocks, _ = _paged([*shown, *last], 1)
    more = _more(Why.model_validate({**place.args, "whole": True})) if cut else None
    row = buttons(ANOTHER if place.last else NEXT, more, _why_not(place), _wrong(place.question))
    return Card(blocks=tuple(blocks)).plus(link, row)


def _said(place: Place, slip: Slip | None, typed: str) -> list[Row]:
    words = {"right": "Right", "wrong": "Not right", "unsure": "Not known yet"}
    first = f"{words[place.outcome or 'unsure']}: {_key(place)}. {place.question.explanation}"
    rows: list[Row] = [*_lines(first)]
    if typed and place.outcome == "wrong":
        rows.append(line("You wrote ", Quoted(text=typed), "."))
    if slip is not None:
        rows += _lines(slip.why)
    return [*rows, *_tempted(place)]


def _key(place: Place) -> str:
    """The right answer in short."""
    if not isinstance(place.question, Choice):
        return place.question.shown
    return _and(place.letters(place.question.answer))


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _tempted(place: Place) -> list[Row]:
    """What to say about each option that was judged wrongly; for a right single answer, why it is right."""
    found = place.question
    if not isinstance(found, Choice):
        return []
    chosen = set(place.session.turns[place.number - 1].chosen)
    missed = chosen ^ set(found.answer) if place.outcome == "wrong" and found.kind == "multiple" else set()
    shown = missed or (chosen if found.kind == "single" else set())
    return _whys(place, found, shown)


def _whys(place: Place, found: Choice, keys: Iterable[str]) -> list[Row]:
    kept = set(keys)
    whys = {place.letter(o.key): o.why for o in found.options if o.key in kept}
    return [item for letter in sorted(whys) if (why := _bare(whys[letter])) for item in _option(letter, why)]


def _bare(why: str) -> str:
    """Without the "Right:" that the card has said already."""
    bare = why.removeprefix("Right").lstrip(":. ") if why.startswith(("Right:", "Right.")) else why
    return bare[:1].upper() + bare[1:]


def _back(days: int) -> str:
    return "Comes back tomorrow." if days == 1 else f"Comes back in {days} days."


def _end(place: Place) -> list[Row]:
    """The score; what was missed on an earlier day of the same quiz comes back before tomorrow."""
    if not place.last:
        return []
    missed = place.session.answered - place.session.right
    again = f" {missed} {'comes' if missed == 1 else 'come'} back by tomorrow." if missed else ""
    return [line(f"That was the last question: {score(place.session)}{again}")]


def score(session: Session) -> str:
    """`3 of 5 right.`"""
    return f"{session.right} of {session.answered} right."


def _link(origin: Origin) -> Link | None:
    """The source as a link, where there is an address that leaves room for the title."""
    room = LINE_LENGTH - len(origin.url) - 2
    if not origin.url or room < 40:
        return None
    return Link(label=textwrap.shorten(f"Source: {origin.title}", room, placeholder="..."), url=origin.url)


def _wrong(found: Question) -> Button:
    return Button(label="This question is wrong", call=Wrong(question=found.id).call())


def _others(place: Place) -> list[str]:
    """Keys of the options that the answer's card said nothing about."""
    if not isinstance(place.question, Choice):
        return []
    told = {*place.session.turns[place.number - 1].chosen, *place.question.answer}
    return [o.key for o in place.question.options if o.key not in told]


def _why_not(place: Place) -> Button | None:
    others = place.letters(_others(place))
    if not others:
        return None
    return Button(label=f"Why not {either(others)}?", call=Why.model_validate(place.args).call())


def why(place: Place, *, page: int, whole: bool) -> Card:
    """Why the other options are wrong; `whole`: the explanation and all options."""
    found = place.question
    rows: list[Row] = [*_lines(f"Question {place.number}. The right answer: {_key(place)}.")]
    if whole:
        rows += _lines(found.explanation)
    if isinstance(found, Choice):
        rows += _whys(place, found, [o.key for o in found.options] if whole else _others(place))
    elif whole:
        rows += [row for slip in found.slips for row in _lines(f"A known mistake: {slip.why}")]
    blocks, more = _paged(rows, page)
    following = {**place.args, "page": page + 1, "whole": whole}
    on = _more(Why.model_validate(following)) if more else None
    return Card(blocks=tuple(blocks)).plus(buttons(ANOTHER if place.last else NEXT, on, _wrong(found)))


# around it


def finished(session: Session, due: int) -> Card:
    """There is no next question; `due` of all questions are to be reviewed by now."""
    ready = "1 question is due for review." if due == 1 else f"{due} questions are due for review."
    return card(f"This quiz is finished: {score(session)}", ready if due else None, buttons(ANOTHER, CHOOSE))


def nothing(mode: Mode, topic: str | None, *, upcoming: dt.date | None, unseen: bool) -> Card:
    """Nothing to ask, when something comes back, and what to do instead."""
    place = f" on {_words(topic)}" if topic else ""
    first = {
        "review": f"Nothing is due today{place}.",
        "new": f"You have answered every question{place}.",
        "mixed": f"Nothing is due today{place}, and you have answered every question.",
    }[mode]
    comes = (
        f"The next one comes back on {upcoming:%A %d %B}." if upcoming else "You have not answered any yet."
    )
    new = Button(label="Ask me new ones", call=Quiz(topic=topic, mode="new").call(), style="main")
    return card(first, comes, buttons(new if unseen else None, START if topic or mode != "mixed" else CHOOSE))


def called_wrong(*, again: bool, open_: bool) -> Card:
    first = "You have said so already; it counts once." if again else "Noted: this question may be wrong."
    return card(
        first,
        "Others see how many people say so, never who.",
        "Your answer and when it comes back stay as they are.",
        buttons(NEXT if open_ else ANOTHER),
    )
