"""What is said to an answer: right or not, why, when it comes back; in an exam nothing before its end."""

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.core.card import Button, Card, Item, Link, Quoted, buttons, card, details, line, pairs, small
from bot.core.layout import LINES, PHONE, count_lines
from bot.core.text import LINE_LENGTH, all_of, either, many
from content.quiz import Choice, Numeric, Ordering, Point, Question, Scenario, Slip, name_topic
from content.templates import Template
from handlers.quiz.calls import Confirm, Instead, Next, Quiz, Settings, Why, Wrong
from handlers.quiz.cards import (
    ANOTHER,
    CHOOSE,
    MORE,
    NEXT,
    OPTION,
    SCHEDULE,
    START,
    QuestionView,
    Row,
    by_sentence,
    lines,
    option,
    page_rows,
)
from handlers.quiz.course import Wish
from handlers.quiz.memory import AWAY, LONGEST, SLOW
from handlers.quiz.model import Askable, Bank, Learner, Origin, Session, exam_parts, exam_picture

TOLD = 8
"""Lines of an answer on a phone: why is what it's about."""
QUOTED = 40
"""Characters of a quotation that are always shown."""


def answer(
    view: QuestionView,
    *,
    days: int,
    origin: Origin,
    slip: Slip | None = None,
    typed: str = "",
    scored: Session | None = None,
) -> Card:
    """Whether it was right, why, what tempts in what was chosen, when it comes back, the source.

    `scored`: the session without what counts no more.
    """
    link = _link(origin)
    end = _end(view, scored or view.session, days, "" if link else f"Source: {origin.title}")
    # what fits, whole sentences first; lines don't end where the phone does
    most, why = TOLD - _height(end) - bool(link), _explanation(view)
    head = by_sentence(why, most * (PHONE - 4))[0]
    told: list[Row] = [*lines(head)]
    cut = head != why
    for each in _more_of_answer(view, slip, typed):
        cut = cut or len(told) + len(each) > LINES - len(end) or _height([*told, *each]) > most
        told += [] if cut else each
    shown, _ = page_rows([*told, *end])
    others = view.letters(_others(view))
    row = buttons(
        ANOTHER if view.last else NEXT,
        _whole(view, cut=cut),
        view.button(Why, f"Why not {either(others)}?") if others else None,
        _wrong(view.question),
        SCHEDULE if view.last else None,
    )
    return shown.plus(link, row)


def _height(rows: Sequence[Row]) -> int:
    return count_lines(page_rows(rows)[0])


def _whole(view: QuestionView, *, cut: bool) -> Button | None:
    """The way to all that can be said."""
    if isinstance(view.question, Scenario):
        return view.button(Why, "Show a good answer", whole=True)
    if cut:
        return view.button(Why, "More", MORE, whole=True)
    return view.button(Why, "Show the steps", whole=True) if view.question.steps else None


def checklist(view: QuestionView, points: Sequence[Point], text: str) -> Card:
    """What a good answer says, and the words of `text` that show it. Its writer decides what it was worth."""
    rows: list[Row] = [line("Compare yours with a good answer. You decide.")]
    rows += [_found(point, text) for point in points]
    row = buttons(
        view.button(Confirm, "I had what matters", style="main", complete=True),
        view.button(Confirm, "I missed something", complete=False),
    )
    return page_rows(rows)[0].plus(row)


def _found(point: Point, text: str) -> Item:
    evidence = point.evidence(text)
    if evidence is None:
        return Item(line=(textwrap.shorten(f"Not found: {point.says}.", OPTION, placeholder="..."),))
    said = f"Found: {point.says}: "
    room = max(QUOTED, OPTION - len(said) - 2)
    quote = Quoted(text=textwrap.shorten(evidence, room, placeholder="..."))
    return Item(line=(textwrap.shorten(said, OPTION - QUOTED - 2, placeholder="...") + " ", quote))


def _explanation(view: QuestionView) -> str:
    key = _key(view)
    explanation = f"{key}. {view.question.explanation}" if key else view.question.explanation
    unsure = "The answer is " if key else "A good answer: "
    lead = {"right": "Right: ", "wrong": "Not right: "}.get(view.outcome or "", unsure)
    return " ".join((lead + explanation).split())


def _more_of_answer(view: QuestionView, slip: Slip | None, typed: str) -> Iterator[Sequence[Row]]:
    """What was typed, the known mistake that it is, and each option that was judged wrongly: why it is (not) right;
    of a right single answer, too. Of an order how many are where they belong, and the first that isn't."""
    found, chosen, is_wrong = view.question, view.turn.chosen, view.outcome == "wrong"
    if typed and is_wrong:
        yield [line("You wrote ", Quoted(text=typed), ".")]
    if slip is not None:
        yield lines(slip.why)
    if isinstance(found, Ordering) and is_wrong:
        at = next(i for i, (a, b) in enumerate(zip(chosen, found.keys, strict=True)) if a != b)
        yield [line(f"{found.placed(chosen)} of {len(found.items)} were in the right place.")]
        yield from _whys(view, found.keys[at])
    if isinstance(found, Choice):
        missed = set(chosen) ^ set(found.answer) if is_wrong else set()
        yield from _whys(view, sorted(chosen if found.one else missed, key=view.letter))


def _key(view: QuestionView) -> str:
    """The right answer in short."""
    match view.question:
        case Choice(answer=keys):
            return all_of(view.letters(keys))
        case Ordering(keys=keys):
            return ", ".join(view.letter(key) for key in keys)
        case Numeric() as number:
            return number.shown
        case Scenario():
            return ""


def _whys(view: QuestionView, keys: Iterable[str]) -> list[Sequence[Row]]:
    """Why each of these options is right or wrong, without the "Right:" that the card has said already."""
    whys = {one.key: re.sub(r"^Right[:.][:. ]*", "", one.why) for one in view.question.entries}
    return [option(view.letter(key), whys[key][:1].upper() + whys[key][1:]) for key in keys if whys[key]]


def _end(view: QuestionView, scored: Session, days: int, source: str) -> list[Row]:
    """When it comes back, the score, the source; what was missed earlier in the quiz comes back by tomorrow, too."""
    missed = scored.answered - scored.right if view.last else 0
    back = f"You'll see this again {'tomorrow' if days == 1 else f'in {days} days'}."
    back = "" if missed and days == 1 else back
    rest = f", {missed} back by tomorrow" if missed else ""
    said = textwrap.shorten(f"{back} {source}", LINE_LENGTH, placeholder="...")
    done = [line(f"Quiz done: {score(scored)}{rest}.")] if view.last else []
    return [*([small(said)] if said else []), *done]


def score(session: Session) -> str:
    """`3 of 5 right`"""
    return f"{session.right} of {session.answered} right"


def _link(origin: Origin) -> Link | None:
    """The source as a link, where its address fits on the same line."""
    whole, short = f"Source: {origin.title}", f"Source: {origin.title.partition(':')[0]}"
    label = whole if len(whole) <= PHONE else textwrap.shorten(short, PHONE, placeholder="...")
    fits = bool(origin.url) and len(label) + 2 + len(origin.url) <= LINE_LENGTH
    return Link(label=label, url=origin.url) if fits else None


def _wrong(found: Question) -> Button:
    return Wrong(question=found.id).button("This question is wrong")


def _others(view: QuestionView) -> list[str]:
    """Keys of the options that the answer's card said nothing about."""
    if not isinstance(view.question, Choice):
        return []
    told = {*view.turn.chosen, *view.question.answer}
    return [o.key for o in view.question.options if o.key not in told]


# all that there is to say


def why(view: QuestionView, *, page: int, whole: bool) -> Card:
    """Why the other options are wrong; `whole`: the explanation, the steps and all options."""
    found, key = view.question, _key(view)
    told = f" The right answer: {key}." if key else ""
    stem = f" {found.stem}" if view.over else ""
    rows: list[Row] = [*lines(f"Question {view.number}.{stem}{told}")]
    rows += _everything(view) if whole else []
    rows += [] if whole else chain.from_iterable(_whys(view, sorted(_others(view), key=view.letter)))
    shown, listed = page_rows(rows, page)
    following = view.button(Why, "More", MORE, page=page + 1, whole=whole) if listed.more else None
    onward, after = ANOTHER if view.last else NEXT, view.number + 1
    if view.over and after <= len(view.session.turns):
        onward = view.button(Why, f"Answer to question {after}", style="main", number=after, whole=True)
    return shown.plus(buttons(onward, following, _wrong(found)))


def _everything(view: QuestionView) -> list[Row]:
    found = view.question
    rows: list[Row] = [*lines(found.explanation)]
    for number, step in enumerate(found.steps, 1):
        rows += lines(f"Step {number}: {step}")
    match found:
        case Choice():
            return [*rows, *chain.from_iterable(_whys(view, sorted(found.keys, key=view.letter)))]
        case Ordering():
            return [*rows, *chain.from_iterable(_whys(view, found.keys))]
        case Numeric():
            return rows + [row for text in found.mistakes for row in lines(text)]
        case Scenario():
            said = "; ".join(point.says for point in found.points)
            return [*lines(f"A good answer says: {said}."), *rows, *lines(f"A thin answer: {found.weak}")]


def finish(session: Session, due: int) -> Card:
    """There is no next question; `due` of all questions are to be reviewed by now."""
    ready = "1 question is due for review." if due == 1 else f"{due} questions are due for review."
    return card(
        f"This quiz is finished: {score(session)}.",
        ready if due else None,
        buttons(ANOTHER, CHOOSE, SCHEDULE),
    )


def result(session: Session, bank: Bank, *, late: bool) -> Card:
    """An exam's result, by family in a picture."""
    parts, time = exam_parts(session, bank), "Time's up. " if late else ""
    right, asked, open_ = (sum(getattr(p, count) for p in parts) for count in ("right", "asked", "open"))
    left = f" {open_} left open; they count neither way for your schedule." if open_ else ""
    through = Why(quiz=session.id, number=1, whole=True).button("Go through the answers", style="main")
    return card(
        f"{time}Exam: {right} of {asked} right.{left}",
        exam_picture(parts) if parts else None,
        buttons(through, ANOTHER.copy_with(style="plain"), SCHEDULE),
    )


def exam_note(minutes: int) -> str:
    """What an exam says between two questions."""
    return f"Saved. {_time_left(minutes).capitalize()} left; the result comes at the end."


def _time_left(minutes: int) -> str:
    return "less than a minute" if minutes < 1 else many(minutes, "minute")


def exam_is_open(session: Session, wanted: Instead, minutes: int) -> Card:
    """Before another quiz ends an exam."""
    answered = f"{session.answered} of {len(session.turns)} answered"
    return card(
        f"Your exam is still running: {answered}, {_time_left(minutes)} left.",
        "Another quiz ends it, and what you haven't answered won't count.",
        buttons(
            Next().button("Continue the exam", style="main"),
            wanted.button("End the exam", style="danger"),
        ),
    )


def exam_begins(minutes: int) -> str:
    return f"Exam: ten questions in {minutes} minutes. I'll explain the answers at the end."


def nothing(wish: Wish, mine: Learner, pool: Sequence[Askable]) -> Card:
    """Nothing of the pool to ask, when something comes back, and what to do instead."""
    topic, view = wish.topic, f" on {name_topic(wish.topic)}" if wish.topic else ""
    unseen = any(one.id not in mine.memories for one in pool)
    upcoming = min((mine.memories[one.id].due for one in pool if one.id in mine.memories), default=None)
    comes = f"The next one comes back on {upcoming:%A %d %B}." if upcoming else None
    new = Quiz(topic=topic, mode="new").button("Ask me new ones", style="main")
    drill = Quiz(topic=topic, mode="generated").button("Drill generated ones")
    if wish.mode == "mixed" and unseen:
        count = "1 new question" if mine.new_a_day == 1 else f"{mine.new_a_day} new questions"
        said = f"Nothing is due today{view}, and {count} a day is your limit."
        return card(said, comes, buttons(new, drill, SCHEDULE))
    first = {
        "review": f"Nothing is due today{view}.",
        "new": f"You have answered every question{view}.",
        "generated": f"There are no generated questions{view}.",
        "exam": f"There are no questions for an exam{view}.",
        "mixed": f"Nothing is due today{view}, and you have answered every question.",
    }[wish.mode]
    other = START if topic or wish.mode != "mixed" else CHOOSE
    other = other.copy_with(style="plain") if unseen else other  # one button leads on
    generated = drill if any(isinstance(one, Template) for one in pool) else None
    row = buttons(new if unseen else None, generated, other, SCHEDULE)
    return card(first, comes or "You haven't answered any yet.", row)


def report_receipt(*, again: bool, open_: bool) -> Card:
    first = "You have said so already; it counts once." if again else "Noted: this question may be wrong."
    return card(
        first,
        "Your organizers see how many people say so, never who.",
        "Your answer still counts, and the question comes back as planned.",
        buttons(NEXT if open_ else ANOTHER),
    )


def schedule(mine: Learner, day: dt.date, *, saved: bool = False) -> Card:
    """How a question comes back, with this member's figures."""
    own = "weights fitted to your own answers" if mine.weights else "published weights"
    ask = Settings(new=mine.new_a_day, recall=mine.recall).call(ask=True)
    return card(
        "Saved." if saved else "A question comes back shortly before you'd forget it.",
        pairs(
            ("Chance that you still know it", f"{mine.recall}%"),
            ("New per day", f"{mine.new_a_day} at most in mixed quizzes; {mine.new_today(day)} so far today"),
        ),
        "Wrong or unknown: tomorrow. Wrong again: a bit later. Right: after a longer gap each time.",
        details(
            "How I schedule questions.",
            f"The gap is at most {LONGEST} days (FSRS, {own}).",
            f"It grows less after a hint, or after {SLOW['single']} s for letters and {SLOW['numeric']} s for more; "
            f"beyond {AWAY // 60} minutes I assume you were away.",
            "Due ones come first, then new ones; topics take turns, weak ones come more often.",
            "What you leave unanswered counts neither way.",
        ),
        buttons(START, Button(label="Change limit or recall", call=ask)),
    )
