"""What is said to an answer: right or not, why, when it comes back; in an exam nothing before its end."""

import datetime as dt
import textwrap
from collections.abc import Iterable, Sequence
from itertools import chain

from bot.core.card import (
    Button,
    Card,
    Item,
    Link,
    Picture,
    Quoted,
    buttons,
    card,
    details,
    line,
    pairs,
    small,
)
from bot.core.layout import LINES, PHONE, count_lines
from bot.core.text import LINE_LENGTH, all_of, either, many
from content.quiz import Choice, Numeric, Ordering, Point, Question, Scenario, Slip, name_topic
from handlers.quiz import model
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
from handlers.quiz.memory import AWAY, LONGEST, SLOW
from handlers.quiz.model import Learner, Mode, Origin, Session

Explanation = tuple[str, Sequence[Sequence[Row]]]
"""Why an answer is right, and what else to say about the member's own."""
TOLD = 8
"""Lines of an answer on a phone: why is what it's about."""
QUOTED = 40
"""Characters of a quotation that always find room."""


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
    told, cut = _as_fits(_explanation(view, slip, typed), TOLD - _height(end) - bool(link), LINES - len(end))
    shown, _ = page_rows([*told, *end])
    row = buttons(
        ANOTHER if view.last else NEXT,
        _whole(view, cut=cut),
        _why_not(view),
        _wrong(view.question),
        SCHEDULE if view.last else None,
    )
    return shown.plus(link, row)


def _as_fits(explanation: Explanation, most: int, rows: int) -> tuple[list[Row], bool]:
    """What fits into lines of a phone and into rows, whole sentences first; and whether something is left out."""
    why, more = explanation
    head = by_sentence(why, most * (PHONE - 4))[0]  # lines don't end where the phone does
    shown: list[Row] = [*lines(head)]
    cut = head != why
    for each in more:
        cut = cut or len(shown) + len(each) > rows or _height([*shown, *each]) > most
        shown += [] if cut else each
    return shown, cut


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


def _explanation(view: QuestionView, slip: Slip | None, typed: str) -> Explanation:
    key = _key(view)
    explanation = f"{key}. {view.question.explanation}" if key else view.question.explanation
    unsure = "The answer is " if key else "A good answer: "
    lead = {"right": "Right: ", "wrong": "Not right: "}.get(view.outcome or "", unsure)
    wrote: list[Row] = [line("You wrote ", Quoted(text=typed), ".")]
    more: list[Sequence[Row]] = [
        wrote if typed and view.outcome == "wrong" else [],
        lines(slip.why) if slip is not None else [],
        *_option_reasons(view),
    ]
    return " ".join((lead + explanation).split()), more


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


def _option_reasons(view: QuestionView) -> list[Sequence[Row]]:
    """What to say about each option that was judged wrongly; for a right single answer, why it is right."""
    found, chosen = view.question, view.turn.chosen
    if isinstance(found, Ordering):
        return _misplaced_item(view, found)
    if not isinstance(found, Choice):
        return []
    missed = set(chosen) ^ set(found.answer) if view.outcome == "wrong" and not found.one else set()
    return _whys(view, found, missed or (set(chosen) if found.one else set()))


def _misplaced_item(view: QuestionView, found: Ordering) -> list[Sequence[Row]]:
    """How many are where they belong, and why the first that doesn't belongs elsewhere."""
    if view.outcome != "wrong":
        return []
    chosen = view.turn.chosen
    at = next(i for i, (a, b) in enumerate(zip(chosen, found.keys, strict=True)) if a != b)
    count = f"{found.placed(chosen)} of {len(found.items)} were in the right place."
    rung = found.items[at]
    return [[line(count)], option(view.letter(found.keys[at]), rung.why)]


def _whys(view: QuestionView, found: Choice, keys: Iterable[str]) -> list[Sequence[Row]]:
    kept = set(keys)
    whys = {view.letter(o.key): o.why for o in found.options if o.key in kept}
    return [option(letter, why) for letter in sorted(whys) if (why := _bare(whys[letter]))]


def _bare(why: str) -> str:
    """Without the "Right:" that the card has said already."""
    bare = why.removeprefix("Right").lstrip(":. ") if why.startswith(("Right:", "Right.")) else why
    return bare[:1].upper() + bare[1:]


def _back(days: int) -> str:
    return "You'll see this again tomorrow." if days == 1 else f"You'll see this again in {days} days."


def _end(view: QuestionView, scored: Session, days: int, source: str) -> list[Row]:
    """When it comes back, the score, the source; what was missed earlier in the quiz comes back by tomorrow, too."""
    missed = scored.answered - scored.right if view.last else 0
    back = "" if missed and days == 1 else _back(days)
    rest = f", {missed} back by tomorrow" if missed else ""
    said = textwrap.shorten(f"{back} {source}", LINE_LENGTH, placeholder="...")
    done = [line(f"Quiz done: {score(scored)}{rest}.")] if view.last else []
    return [*([small(said)] if said else []), *done]


def score(session: Session) -> str:
    """`3 of 5 right`"""
    return f"{session.right} of {session.answered} right"


def _link(origin: Origin) -> Link | None:
    """The source as a link, where its address can stand beside it on a line."""
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


def _why_not(view: QuestionView) -> Button | None:
    others = view.letters(_others(view))
    if not others:
        return None
    return view.button(Why, f"Why not {either(others)}?")


# all that there is to say


def why(view: QuestionView, *, page: int, whole: bool) -> Card:
    """Why the other options are wrong; `whole`: the explanation, the steps and all options."""
    found, key = view.question, _key(view)
    told = f" The right answer: {key}." if key else ""
    stem = f" {found.stem}" if view.over else ""
    rows: list[Row] = [*lines(f"Question {view.number}.{stem}{told}")]
    rows += _everything(view) if whole else []
    if isinstance(found, Choice) and not whole:
        rows += chain.from_iterable(_whys(view, found, _others(view)))
    shown, on = page_rows(rows, page)
    following = view.button(Why, "More", MORE, page=page + 1, whole=whole) if on else None
    return shown.plus(buttons(_onward(view), following, _wrong(found)))


def _everything(view: QuestionView) -> list[Row]:
    found = view.question
    rows: list[Row] = [*lines(found.explanation)]
    for number, step in enumerate(found.steps, 1):
        rows += lines(f"Step {number}: {step}")
    match found:
        case Choice():
            return [*rows, *chain.from_iterable(_whys(view, found, [o.key for o in found.options]))]
        case Ordering():
            return rows + [
                r for k, i in zip(found.keys, found.items, strict=True) for r in option(view.letter(k), i.why)
            ]
        case Numeric():
            return rows + [row for text in found.mistakes for row in lines(text)]
        case Scenario():
            said = "; ".join(point.says for point in found.points)
            return [*lines(f"A good answer says: {said}."), *rows, *lines(f"A thin answer: {found.weak}")]


def _onward(view: QuestionView) -> Button:
    """The next question; after an exam, the next answer."""
    if not view.over:
        return ANOTHER if view.last else NEXT
    if view.number == len(view.session.turns):
        return ANOTHER
    following = view.number + 1
    return view.button(Why, f"Answer to question {following}", style="main", number=following, whole=True)


def finish(session: Session, due: int) -> Card:
    """There is no next question; `due` of all questions are to be reviewed by now."""
    ready = "1 question is due for review." if due == 1 else f"{due} questions are due for review."
    return card(
        f"This quiz is finished: {score(session)}.",
        ready if due else None,
        buttons(ANOTHER, CHOOSE, SCHEDULE),
    )


def result(session: Session, found: model.ExamResult, *, late: bool) -> Card:
    """An exam's result, by family in a picture."""
    left = f" {found.open} left open; they count neither way for your schedule." if found.open else ""
    time = "Time's up. " if late else ""
    first = f"{time}Exam: {found.right} of {found.asked} right.{left}"
    picture = (
        Picture(chart=model.exam_chart(found.parts), alt=model.exam_alt(found.parts)) if found.parts else None
    )
    answers = Why(quiz=session.id, number=1, whole=True).call()
    through = Button(label="Go through the answers", call=answers, style="main")
    return card(
        first,
        picture,
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
            Next().button("Go on with the exam", style="main"),
            wanted.button("End the exam", style="danger"),
        ),
    )


def exam_begins(minutes: int) -> str:
    return f"Exam: ten questions in {minutes} minutes. I'll explain the answers at the end."


def nothing(
    mode: Mode, topic: str | None, *, upcoming: dt.date | None, unseen: bool, generated: bool = False
) -> Card:
    """Nothing to ask, when something comes back, and what to do instead."""
    view = f" on {name_topic(topic)}" if topic else ""
    first = {
        "review": f"Nothing is due today{view}.",
        "new": f"You have answered every question{view}.",
        "generated": f"There are no generated questions{view}.",
        "exam": f"There are no questions for an exam{view}.",
        "mixed": f"Nothing is due today{view}, and you have answered every question.",
    }[mode]
    comes = (
        f"The next one comes back on {upcoming:%A %d %B}." if upcoming else "You haven't answered any yet."
    )
    new = Quiz(topic=topic, mode="new").button("Ask me new ones", style="main")
    drill = Quiz(topic=topic, mode="generated").button("Drill generated ones")
    other = START if topic or mode != "mixed" else CHOOSE
    if unseen:  # one button leads on
        other = other.copy_with(style="plain")
    return card(first, comes, buttons(new if unseen else None, drill if generated else None, other, SCHEDULE))


def enough_new(topic: str | None, limit: int, *, upcoming: dt.date | None) -> Card:
    """The day's new questions are used up, and nothing is due."""
    view = f" on {name_topic(topic)}" if topic else ""
    count = "1 new question" if limit == 1 else f"{limit} new questions"
    comes = f"The next one comes back on {upcoming:%A %d %B}." if upcoming else None
    new = Quiz(topic=topic, mode="new").button("Ask me new ones", style="main")
    drill = Quiz(topic=topic, mode="generated").button("Drill generated ones")
    return card(
        f"Nothing is due today{view}, and {count} a day is your limit.", comes, buttons(new, drill, SCHEDULE)
    )


def report_receipt(*, again: bool, open_: bool) -> Card:
    first = "You have said so already; it counts once." if again else "Noted: this question may be wrong."
    return card(
        first,
        "Others see how many people say so, never who.",
        "Your answer and when it comes back stay as they are.",
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
            ("New a day", f"{mine.new_a_day} in mixed quizzes, {mine.new_today(day)} so far today"),
        ),
        "Wrong or unknown: tomorrow. Right: after a longer gap each time.",
        details(
            "How I schedule questions.",
            f"The gap is at most {LONGEST} days (FSRS, {own}).",
            f"It grows less after a hint, or after {SLOW['single']} s for letters and {SLOW['numeric']} s for more; "
            f"beyond {AWAY // 60} minutes I take it that you were away.",
            "Due ones come first, then new ones; topics take turns, weak ones come more often.",
            "What you leave unanswered counts neither way.",
        ),
        buttons(START, Button(label="Change limit or recall", call=ask)),
    )
