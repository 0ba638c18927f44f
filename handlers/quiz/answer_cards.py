"""What is said to an answer: right or not, why, when it comes back; in an exam nothing before its end."""

import textwrap
from collections.abc import Iterable, Sequence

from bot.core.card import LINES, Button, Card, Link, Quoted, buttons, line
from bot.core.text import LINE_LENGTH, either
from content.quiz import Choice, Numeric, Ordering, Question, Scenario, Slip
from handlers.quiz.calls import Why, Wrong
from handlers.quiz.cards import ANOTHER, NEXT, SCHEDULE, QuestionView, Row, lines, more, option, paged
from handlers.quiz.model import Origin, Session
from handlers.quiz.scenario import SHOWN, Judged

WORDS = {"right": "Right", "wrong": "Not right", "unsure": "Not known yet"}


def answer(
    place: QuestionView,
    *,
    days: int,
    origin: Origin,
    slip: Slip | None = None,
    typed: str = "",
    judged: Judged | None = None,
    scored: Session | None = None,
) -> Card:
    """Whether it was right, why, what tempts in what was chosen, when it comes back, the source.

    `scored`: the session without what counts no more.
    """
    rows = judged_rows(judged) if judged else _said(place, slip, typed)
    link = _link(origin)
    back = _back(days) if link else f"{_back(days)} Source: {origin.title}"
    last: list[Row] = [
        line(textwrap.shorten(back, LINE_LENGTH, placeholder="...")),
        *_end(place, scored or place.session),
    ]
    cut = len(rows) + len(last) > LINES
    shown, _ = paged([*(rows[: LINES - len(last)] if cut else rows), *last])
    row = buttons(
        ANOTHER if place.last else NEXT,
        _whole(place, cut=cut),
        _why_not(place),
        _wrong(place.question),
        SCHEDULE if place.last else None,
    )
    return shown.plus(link, row)


def _whole(place: QuestionView, *, cut: bool) -> Button | None:
    """The way to all that can be said."""
    call = Why.model_validate({**place.args, "whole": True})
    if isinstance(place.question, Scenario):
        return Button(label="Show a good answer", call=call.call())
    if cut:
        return more(call)
    return Button(label="Show the steps", call=call.call()) if place.question.steps else None


def judged_rows(judged: Judged) -> list[Row]:
    """What is missing in a written answer, the most important first, then what is there."""
    there = f"It has {_and(judged.there)}." if judged.there else ""
    if judged.right:
        first = f"Right: nothing important is missing. {there}"
    else:
        first = "Not right yet: something important is missing."
    rows: list[Row] = [*lines(first.strip())]
    for finding in judged.missing[:SHOWN]:
        rows.append(
            line(textwrap.shorten(f"{finding.message} {finding.fix}", LINE_LENGTH, placeholder="..."))
        )
    if there and not judged.right:
        rows += lines(there)
    return rows


def _said(place: QuestionView, slip: Slip | None, typed: str) -> list[Row]:
    key = _key(place)
    first = f"{WORDS[place.outcome or 'unsure']}: {f'{key}. ' if key else ''}{place.question.explanation}"
    rows: list[Row] = [*lines(first)]
    if typed and place.outcome == "wrong":
        rows.append(line("You wrote ", Quoted(text=typed), "."))
    if slip is not None:
        rows += lines(slip.why)
    return [*rows, *_tempted(place)]


def _key(place: QuestionView) -> str:
    """The right answer in short."""
    match place.question:
        case Choice(answer=keys):
            return _and(place.letters(keys))
        case Ordering(keys=keys):
            return ", ".join(place.letter(key) for key in keys)
        case Numeric() as number:
            return number.shown
        case Scenario():
            return ""


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _tempted(place: QuestionView) -> list[Row]:
    """What to say about each option that was judged wrongly; for a right single answer, why it is right."""
    found, chosen = place.question, place.turn.chosen
    if isinstance(found, Ordering):
        return _misplaced(place, found)
    if not isinstance(found, Choice):
        return []
    missed = set(chosen) ^ set(found.answer) if place.outcome == "wrong" and not found.one else set()
    return _whys(place, found, missed or (set(chosen) if found.one else set()))


def _misplaced(place: QuestionView, found: Ordering) -> list[Row]:
    """How many stand where they belong, and why the first that does not belongs elsewhere."""
    if place.outcome != "wrong":
        return []
    chosen = place.turn.chosen
    at = next(i for i, (a, b) in enumerate(zip(chosen, found.keys, strict=True)) if a != b)
    count = f"{found.placed(chosen)} of {len(found.items)} stood where they belong."
    rung = found.items[at]
    return [line(count), *option(place.letter(found.keys[at]), rung.why)]


def _whys(place: QuestionView, found: Choice, keys: Iterable[str]) -> list[Row]:
    kept = set(keys)
    whys = {place.letter(o.key): o.why for o in found.options if o.key in kept}
    return [item for letter in sorted(whys) if (why := _bare(whys[letter])) for item in option(letter, why)]


def _bare(why: str) -> str:
    """Without the "Right:" that the card has said already."""
    bare = why.removeprefix("Right").lstrip(":. ") if why.startswith(("Right:", "Right.")) else why
    return bare[:1].upper() + bare[1:]


def _back(days: int) -> str:
    return "Comes back tomorrow." if days == 1 else f"Comes back in {days} days."


def _end(place: QuestionView, scored: Session) -> list[Row]:
    """The score; what was missed on an earlier day of the same quiz comes back before tomorrow."""
    if not place.last:
        return []
    missed = scored.answered - scored.right
    again = f" {missed} {'comes' if missed == 1 else 'come'} back by tomorrow." if missed else ""
    return [line(f"That was the last question: {score(scored)}{again}")]


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
    return Wrong(question=found.id).button("This question is wrong")


def _others(place: QuestionView) -> list[str]:
    """Keys of the options that the answer's card said nothing about."""
    if not isinstance(place.question, Choice):
        return []
    told = {*place.turn.chosen, *place.question.answer}
    return [o.key for o in place.question.options if o.key not in told]


def _why_not(place: QuestionView) -> Button | None:
    others = place.letters(_others(place))
    if not others:
        return None
    return Button(label=f"Why not {either(others)}?", call=Why.model_validate(place.args).call())


# all that there is to say


def why(place: QuestionView, *, page: int, whole: bool) -> Card:
    """Why the other options are wrong; `whole`: the explanation, the steps and all options."""
    found, key = place.question, _key(place)
    told = f" The right answer: {key}." if key else ""
    stem = f" {found.stem}" if place.over else ""
    rows: list[Row] = [*lines(f"Question {place.number}.{stem}{told}")]
    rows += _everything(place) if whole else []
    if isinstance(found, Choice) and not whole:
        rows += _whys(place, found, _others(place))
    shown, on = paged(rows, page)
    following = {**place.args, "page": page + 1, "whole": whole}
    row = buttons(_onward(place), more(Why.model_validate(following)) if on else None, _wrong(found))
    return shown.plus(row)


def _everything(place: QuestionView) -> list[Row]:
    found = place.question
    rows: list[Row] = [*lines(found.explanation)]
    for number, step in enumerate(found.steps, 1):
        rows += lines(f"Step {number}: {step}")
    match found:
        case Choice():
            return rows + _whys(place, found, [o.key for o in found.options])
        case Ordering():
            return rows + [
                r
                for k, i in zip(found.keys, found.items, strict=True)
                for r in option(place.letter(k), i.why)
            ]
        case Numeric():
            return rows + [row for slip in found.slips for row in lines(f"A known mistake: {slip.why}")]
        case Scenario():
            return [*lines(f"A good answer says: {'; '.join(found.points)}."), *rows]


def _onward(place: QuestionView) -> Button:
    """The next question; after an exam, the next answer."""
    if not place.over:
        return ANOTHER if place.last else NEXT
    if place.number == len(place.session.turns):
        return ANOTHER
    call = Why.model_validate({**place.args, "number": place.number + 1, "whole": True})
    return Button(label=f"Answer to question {place.number + 1}", call=call.call(), style="main")
