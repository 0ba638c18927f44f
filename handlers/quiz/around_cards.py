"""The cards around the questions: the end, the exam's result, nothing to ask, the schedule and its settings."""

import datetime as dt

from bot.core.card import LINES, Button, Card, Picture, buttons, card, items
from handlers.quiz import exam
from handlers.quiz.answer_cards import score
from handlers.quiz.calls import Quiz, Settings, Why
from handlers.quiz.cards import ANOTHER, CHOOSE, NEXT, SCHEDULE, START, words
from handlers.quiz.memory import AWAY, LONGEST, SLOW
from handlers.quiz.model import Learner, Mode, Session


def finished(session: Session, due: int) -> Card:
    """There is no next question; `due` of all questions are to be reviewed by now."""
    ready = "1 question is due for review." if due == 1 else f"{due} questions are due for review."
    return card(
        f"This quiz is finished: {score(session)}", ready if due else None, buttons(ANOTHER, CHOOSE, SCHEDULE)
    )


def result(session: Session, found: exam.Result, *, late: bool) -> Card:
    """An exam's result by family, as words and as a picture."""
    left = f" {found.open} left open; they count neither way for your schedule." if found.open else ""
    time = "Time is over. " if late else ""
    first = f"{time}Exam: {found.right} of {found.asked} right.{left}"
    rows = _in_five_lines([f"{part.family}: {part.right} of {part.asked} right" for part in found.parts])
    picture = Picture(chart=exam.chart(found.parts), alt=exam.alt(found.parts)) if found.parts else None
    answers = Why(quiz=session.id, number=1, whole=True).call()
    through = Button(label="Go through the answers", call=answers, style="main")
    return card(
        first,
        items(*rows),
        picture,
        buttons(through, ANOTHER.copy_with(style="plain"), SCHEDULE),
    )


def _in_five_lines(parts: list[str]) -> list[str]:
    """A line for each part, or for each two where they are too many for a card."""
    if len(parts) <= LINES - 1:
        return parts
    return ["; ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]


def exam_note(minutes: int) -> str:
    """What an exam says between two questions."""
    left = "less than a minute" if minutes < 1 else "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"Saved. {left.capitalize()} left; the result comes at the end."


def exam_begins(minutes: int) -> str:
    return f"Exam: ten questions, {minutes} minutes from now. Nothing is explained before the end."


def nothing(
    mode: Mode, topic: str | None, *, upcoming: dt.date | None, unseen: bool, generated: bool = False
) -> Card:
    """Nothing to ask, when something comes back, and what to do instead."""
    place = f" on {words(topic)}" if topic else ""
    first = {
        "review": f"Nothing is due today{place}.",
        "new": f"You have answered every question{place}.",
        "generated": f"There are no generated questions{place}.",
        "exam": f"There are no questions for an exam{place}.",
        "mixed": f"Nothing is due today{place}, and you have answered every question.",
    }[mode]
    comes = (
        f"The next one comes back on {upcoming:%A %d %B}." if upcoming else "You have not answered any yet."
    )
    new = Quiz(topic=topic, mode="new").button("Ask me new ones", style="main")
    drill = Quiz(topic=topic, mode="generated").button("Drill generated ones")
    other = START if topic or mode != "mixed" else CHOOSE
    if unseen:  # one button leads on
        other = other.copy_with(style="plain")
    return card(first, comes, buttons(new if unseen else None, drill if generated else None, other, SCHEDULE))


def enough_new(topic: str | None, limit: int, *, upcoming: dt.date | None) -> Card:
    """The day's new questions are used up, and nothing is due."""
    place = f" on {words(topic)}" if topic else ""
    count = "1 new question" if limit == 1 else f"{limit} new questions"
    comes = f"The next one comes back on {upcoming:%A %d %B}." if upcoming else None
    new = Quiz(topic=topic, mode="new").button("Ask me new ones", style="main")
    drill = Quiz(topic=topic, mode="generated").button("Drill generated ones")
    return card(
        f"Nothing is due today{place}, and {count} a day is your limit.", comes, buttons(new, drill, SCHEDULE)
    )


def called_wrong(*, again: bool, open_: bool) -> Card:
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
        f"{'Saved. ' if saved else ''}A question comes back when I expect that you know it with {mine.recall} %, "
        f"in {LONGEST} days at most.",
        f"Not right or not known: tomorrow. Right: each time after a longer gap (FSRS, {own}).",
        f"The gap grows less when you took a hint, or {SLOW['single']} s for letters, {SLOW['numeric']} s for more; "
        f"beyond {AWAY // 60} minutes you were away.",
        "Due ones come first, then new ones; topics take turns, weak ones come more often.",
        f"New in mixed quizzes: {mine.new_a_day} a day at most, {mine.new_today(day)} today.",
        "What you leave unanswered counts neither way.",
        buttons(START, Button(label="Change limit or recall", call=ask)),
    )
