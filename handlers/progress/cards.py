"""All words about what was practiced, and what became better."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import Button, Card, Instant, Item, Line, Quoted, buttons, card, details, items, line
from bot.core.layout import page_of
from bot.core.rounds import round_title
from bot.core.text import all_of, many, shorten
from bot.core.values import Call
from content.quiz import name_topic
from handlers.checklist.cards import SHOW, write_streak
from handlers.progress import model
from handlers.progress.calls import ByTopic, Progress, Rounds
from handlers.progress.model import Overview, Proof
from handlers.quiz.calls import Quiz
from handlers.quiz.model import Tally

PAGE = 5
TITLE = 40
"""Characters of a project's or a story's title."""
QUIZ = Quiz().button("Start a quiz")
REVIEW = Quiz(mode="review").button("Review what's due", style="main")
OVERVIEW = Progress().button("All my practice")
ROUNDS = Rounds().button("What shows each round")
PARTNER = Button(label="Find a partner", call=Call(path="mock.join"))


def overview(found: Overview) -> Card:
    """What got better first, then what is due, then what was done."""
    return card(
        *_growth(found),
        f"Due today: {many(found.due, 'question')}." if found.due else None,
        _week(found),
        model.growth_picture(found.families) if found.families else None,
        buttons(
            REVIEW if found.due else QUIZ,
            ROUNDS,
            ByTopic().button("Counts by topic") if found.answers else None,
            SHOW,
        ),
    )


def _growth(found: Overview) -> list[str]:
    days = " ".join(filter(None, (_practiced(found), _streak(found))))
    if found.gained:
        count = sum(found.gained.values())
        first = f"You now get {many(count, 'question')} right that you missed at first."
        best = ", ".join(f"{name_topic(topic)} {n}" for topic, n in list(found.gained.items())[:3])
        return [first, f"By topic: {best}. {days}"]
    if found.days:
        return [days]
    if found.answers:
        said = f"You've answered {many(found.answers, 'question')} so far."
        return [said, "One more today begins a new streak."]
    return ["Your progress starts with one answer.", "It takes a minute, and counts as a day of practice."]


def _streak(found: Overview) -> str:
    if found.streak is None or not found.days:
        return ""
    return write_streak(found.streak) if found.streak.days else "Any practice today begins a new streak."


def _practiced(found: Overview) -> str:
    """On how many of the last days; of somebody new only of those on which they could."""
    if found.member_days == 1:
        return "You've practiced on your first day."
    span = "your first" if found.member_days < len(found.calendar) else "the last"
    return f"You practiced on {found.days} of {span} {min(found.member_days, len(found.calendar))} days."


def _week(found: Overview) -> str | None:
    """`In the last 7 days you did 2 tasks and answered 1 question, and worked on bullets and stories.`"""
    words = dict.fromkeys(word for day in list(found.calendar.values())[-7:] for word in day)
    others = [f"{w}s" for w in words if w not in (model.TASK, model.KINDS["quiz"], model.KINDS["day"])]
    done = [
        f"did {many(found.week_tasks, 'task')}" if found.week_tasks else "",
        f"answered {many(found.week_questions, 'question')}" if found.week_questions else "",
        f"worked on {all_of(others)}" if others else "",
    ]
    said = [part for part in done if part]
    return f"In the last 7 days you {all_of(said)}." if said else None


def by_topic(found: Overview, topics: Sequence[str], page: int) -> Card:
    """A page, counted from 1, of the topics with their counts."""
    listed = page_of(model.order_topics(found, topics), page, PAGE)
    end = listed.start + len(listed.shown) - 1
    return card(
        f"Quiz answers by topic, {listed.start} to {end} of {listed.rows}:",
        items(*(f"{name_topic(topic)}: {_outcomes(tally)}" for topic, tally in listed.shown)),
        buttons(listed.next_button(ByTopic(), "More topics"), QUIZ, OVERVIEW),
    )


def _outcomes(tally: Tally) -> str:
    if not tally.answered:
        return "not yet"
    unsure = f", {tally.unsure} not known" if tally.unsure else ""
    return f"{tally.right} of {tally.answered} right{unsure}"


# rounds to proof


def rounds(found: Sequence[Proof]) -> Card:
    """The rounds that something shows, and what will show the others."""
    shown = [Item(mark=round_title(one.round), line=_proof(one)) for one in found if not one.empty]
    empty = [round_title(one.round) for one in found if one.empty]
    return card(
        f"You can show something for {len(shown)} of the {len(found)} rounds."
        if shown
        else "You don't have anything to show for a round yet.",
        items(*shown),
        "A quiz on a round, a story or project you keep, or a mock will change that." if empty else None,
        details("Rounds with nothing to show yet.", items(*empty)) if empty else None,
        buttons(PARTNER, Button(label="My stories", call=Call(path="story.list")), OVERVIEW),
    )


def _proof(one: Proof) -> Line:
    parts: list[Line] = []
    if one.skill:
        topic, tally = one.skill
        parts.append((f"{name_topic(topic)} ({tally.right} of {tally.answered} right)",))
    if one.shown_by:
        parts.append((Quoted(text=shorten(one.shown_by, TITLE)),))
    if one.mock:
        marks = f", marks {', '.join(map(str, one.marks))}" if one.marks else ""
        parts.append((f"mock on {one.mock.day} {one.mock:%B}{marks}",))
    return line(*(part for n, one in enumerate(parts) for part in ((("; ",) if n else ()), one)), ".")


# milestones

_SAID: dict[str, tuple[str, str]] = {
    "streak-3": ("A three-day streak.", "That's how a habit starts."),
    "streak-7": ("A seven-day streak.", "You've made practice part of your week."),
    "streak-14": ("A 14-day streak.", "You've built a habit that will carry you through interview week."),
    "streak-30": ("A 30-day streak.", "You'd notice the difference in a mock now."),
    "bullet": ("Your first strong bullet.", "There's nothing left to fix in it. Write the next one like it."),
    "mock": ("You've done your first mock.", "The first one is the hardest. The next will feel shorter."),
    "rounds": ("You've done all five rounds.", "Nothing in the loop will be new to you now."),
}


def first_day(upcoming: dt.datetime | None) -> Card:
    """After the first practice, on the day of joining."""
    return card(
        "That's day 1 done.",
        line("Your first list comes ", Instant(at=upcoming), ".") if upcoming else None,
        buttons(SHOW, Quiz().button("Do more now")),
    )


def milestone(name: str, found: Overview, *, seated: bool) -> Card:
    """One warm line; after two weeks a picture of them as well. `seated`: they are in the mock rounds."""
    if name == "fortnight":
        return card(
            "Two weeks of practice.",
            f"You practiced on {found.days} of {len(found.calendar)} days.",
            _growth(found)[0] if found.gained else None,
            model.calendar_picture(found.calendar),
            buttons(OVERVIEW, None if seated else PARTNER),
        )
    first, warm = _SAID[name]
    return card(first, warm, buttons(OVERVIEW))
