"""All words of feedback: a step at a time, what others saw, and how it went over many mocks."""

from collections.abc import Collection, Sequence

from bot.core.card import (
    Button,
    Card,
    Instant,
    Item,
    Line,
    Picture,
    Quoted,
    Text,
    buttons,
    card,
    details,
    items,
    line,
    pairs,
    small,
)
from bot.core.member import Member
from bot.core.text import many, shorten
from bot.core.values import Call, MemberId
from content.mocks import Scale
from content.quiz import name_topic
from handlers.feedback.calls import Back, Drill, Evidence, Mark, Read, Send, Step, Trends, Words
from handlers.feedback.model import Draft, Feedback, Row, Season, Trend, chart, drills
from handlers.mocks import calls
from handlers.mocks.model import write_day
from handlers.mocks.notice_cards import season_buttons
from handlers.mocks.view import HISTORY, list_people, person
from handlers.session.calls import Solo
from handlers.session.model import Scene

NOT_SEEN = "not seen"
LEVELS = 4
SHOWN = 4
"""Criteria on the card of trends."""


def rate(scene: Scene, scale: Scale, number: int, count: int, whom: Member | None) -> Card:
    """One criterion, its four levels, and [Not seen]."""
    who: Line = ("yourself",) if scene.session.alone else (person(whom),)
    return card(
        line("Rate ", *who, f", {number} of {count}: {scale.title}."),
        items(*scale.levels, numbered=True),
        buttons(
            *(
                Mark(session=scene.key, criterion=scale.key, level=level).button(
                    str(level), spoken=f"{level}: {scale.levels[level - 1]}"[:75]
                )
                for level in range(1, LEVELS + 1)
            ),
            Mark(session=scene.key, criterion=scale.key, level=0).button("Not seen"),
        ),
    )


def evidence(scene: Scene, scale: Scale, level: int) -> Card:
    call = Evidence(session=scene.key, criterion=scale.key)
    return card(
        f"{scale.title}: {level}. What did you hear that shows it?",
        small("One sentence. It's stored encrypted and shown to the person it's about."),
        buttons(
            call.button("Write the sentence", style="main", ask=True),
            call.button("Skip this", spoken="Skip the sentence"),
        ),
    )


def words(scene: Scene) -> Card:
    call = Words(session=scene.key)
    return card(
        "Keep one thing, change one thing: a sentence each.",
        small("Write about the work, never the person. English isn't judged."),
        buttons(
            call.button("Write the two sentences", style="main", ask=True),
            call.button("Skip this", spoken="Skip the sentences"),
        ),
    )


def drill(scene: Scene, draft: Draft, scales: Sequence[Scale]) -> Card:
    return card(
        "What should be practiced next?",
        small("It'll be a quiz that starts with one press."),
        buttons(
            *(
                Drill(session=scene.key, topic=topic).button(f"Drill: {name_topic(topic)}")
                for topic in drills(draft.levels, scales)
            ),
            Drill(session=scene.key).button("No drill"),
        ),
    )


def summary(scene: Scene, draft: Draft, scales: Sequence[Scale], whom: Member | None) -> Card:
    """All of it before it goes."""
    alone = scene.session.alone
    levels = [f"{s.title}: {draft.levels.get(s.key, 0) or NOT_SEEN}." for s in scales]
    written = pairs(
        ("Keep", (Quoted(text=shorten(draft.keep.value, 120)),)) if draft.keep else None,
        ("Change", (Quoted(text=shorten(draft.change.value, 120)),)) if draft.change else None,
        ("Drill", name_topic(draft.drill)) if draft.drill else None,
    )
    return card(
        "Ready to save, for you alone." if alone else line("Ready to send to ", person(whom), "."),
        " ".join(levels),
        details("What you wrote:", written) if written else None,
        None if alone else small("Feedback opens when everyone's is in, or a day after the mock."),
        buttons(
            Send(session=scene.key).button("Send the feedback", style="main"),
            Back(session=scene.key).button("Start over", spoken="Go through the feedback again"),
        ),
    )


def unsent(scene: Scene, draft: Draft, criteria: int, rated: Member | None, *, readable: bool | None) -> Card:
    """What was marked and not sent, to send as it is or to finish. `readable`: feedback opens now, and whether there
    is any about the reader; None: it doesn't open yet."""
    whom: Line = ("yourself",) if scene.session.alone else (person(rated),)
    return card(
        line("You rated ", *whom, f" on {len(draft.levels)} of {criteria} points."),
        "Feedback on this mock is open now, and yours is missing. Send what you have?"
        if readable
        else "Send what you have?"
        if readable is None
        else "It's been a day, and I don't have feedback about you either. Send what you have?",
        buttons(
            Send(session=scene.key, as_is=True).button("Send what I have", style="main"),
            Step(session=scene.key).button("Finish it"),
            Read(session=scene.key).button("Read your feedback") if readable else None,
        ),
    )


SELF_RATED = card("Saved, for you alone.", buttons(Trends().button("How it went so far")))


def send_receipt(
    scene: Scene, rated: Member | None, given: Collection[MemberId], *, opened: bool, readable: bool
) -> Card:
    """`given`: whose feedback is in; `readable`: whether there is any about who has just sent theirs."""
    missing = [m for m, who in zip(scene.people, scene.session.people, strict=True) if who not in given]
    read = Read(session=scene.key).button("Read your feedback", style="main")
    if not opened:
        first: Line = ("Sent. I'll tell you when you can read yours.",)
    elif missing:
        first = line("Sent: ", person(rated), " can read it now.")
    else:
        first = ("Sent. Everyone's feedback is in and open now.",)
    return card(
        first,
        line("Still missing: feedback from ", list_people(missing), ". I'll tell you when it comes.")
        if opened and missing
        else None,
        buttons(read if opened and readable else None, HISTORY),
    )


def readiness(scene: Scene, me: Member, count: int, *, late: bool) -> Card:
    """To the member who was rated; `late`: what is open has just come."""
    before, after = (
        ("Nobody wrote feedback on your mock with ", " within a day.")
        if not count
        else ("Late feedback on your mock with ", " is in, and you can read it now.")
        if late
        else ("Feedback on your mock with ", " is open.")
    )
    return card(
        line(before, list_people(scene.others(me)), after),
        None if count else "If some comes later, I'll tell you.",
        buttons(Read(session=scene.key).button("Read your feedback", style="main"))
        if count
        else buttons(HISTORY),
    )


def levels(
    scene: Scene, found: Feedback, by: Member | None, scales: Sequence[Scale], page: int, pages: int
) -> Card:
    """What one person saw: levels on the first page, sentences below, the drill as a button."""
    more = Read(session=scene.key, page=page + 1).button("More", spoken="Feedback of the next person")
    seen = [s for s in scales if found.levels.get(s.key)]
    best = max(seen, key=lambda s: found.levels[s.key], default=None)
    strongest = f"this highest: {best.title}." if best else "none of the dimensions."
    return card(
        line("You" if found.own else person(by), " rated ", strongest),
        pairs(*((s.title, f"{found.levels[s.key]} of {LEVELS}" if s in seen else NOT_SEEN) for s in scales)),
        details(
            "What these levels say:", pairs(*((s.title, s.levels[found.levels[s.key] - 1]) for s in seen))
        )
        if any(found.levels.values())
        else None,
        buttons(
            Read(session=scene.key, page=page, part="words").button("Read the sentences")
            if _sentences(found, scales)
            else None,
            _quiz(found.drill),
            Trends().button("How it went so far"),
            more if page < pages else None,
        ),
    )


def _sentences(found: Feedback, scales: Sequence[Scale]) -> list[tuple[str, Line]]:
    named = ((s.title, found.evidence.get(s.key)) for s in scales)
    return [
        (title, (Quoted(text=shorten(text.value, 110 - len(title))),))
        for title, text in [("Keep", found.keep), ("Change", found.change), *named]
        if text and text.value
    ]


def sentences(scene: Scene, found: Feedback, by: Member | None, scales: Sequence[Scale], page: int) -> Card:
    return card(
        "In your own words:" if found.own else line("In ", person(by), "'s words:"),
        pairs(*_sentences(found, scales)[:5]),
        buttons(Read(session=scene.key, page=page).button("Back to the levels"), _quiz(found.drill)),
    )


def _quiz(topic: str) -> Button | None:
    if not topic:
        return None
    return Button(label=f"Quiz: {name_topic(topic)}", call=Call(path="quiz", values={"topic": topic}))


# over time


def trends(found: Sequence[Trend], own: Sequence[Trend], strict: tuple[float, float] | None) -> Card:
    """What others saw, as a picture and in words; next to one's own view; how strict one is."""
    if not found and not own:
        return card(
            "Nobody has rated your mocks yet, and you haven't rated yourself.",
            "I'll ask after each mock and each practice alone. It takes two minutes.",
            _strict(strict),
            buttons(HISTORY),
        )
    shown = found[:SHOWN] or own[:SHOWN]
    return card(
        "How partners rated your mocks, oldest first." if found else "How you rated yourself, oldest first.",
        pairs(*((one.title, _levels(one)) for one in shown)),
        None if (as_rater := _strict(strict)) is None else details("You as a rater:", as_rater),
        Picture(chart=chart(shown), alt=alt(shown)),
        buttons(HISTORY),
    )


def _levels(one: Trend) -> str:
    return ", ".join(map(str, one.levels[-8:])) + f" (mean {one.mean:.1f})"


def alt(found: Sequence[Trend]) -> str:
    rows = "; ".join(f"{one.title}: {', '.join(map(str, one.levels[-8:]))}" for one in found)
    return f"Levels from 1 to 4 over time. {rows}."


def _strict(found: tuple[float, float] | None) -> Text | None:
    if found is None:
        return None
    mine, group = found
    how = "stricter than" if mine < group else "more generous than"
    how = "about as strict as" if abs(mine - group) < 0.3 else how
    counts = f"{mine:.1f} on average, the group {group:.1f}"
    return small(f"As a rater you're {how} the group: {counts}. Only you see this.")


# the loop


def season(found: Season) -> Card:
    """The five rounds in their order, and the first that is missing as a button."""
    missing = [row for row in found.rows if row.at is None]
    ask = missing[0] if missing else min(found.rows, key=lambda row: row.count)
    under_way = found.begun is not None and found.week <= found.weeks
    return card(
        _season_line(found),
        items(*(Item(mark=_mark(row), line=_round(row)) for row in found.rows)),
        buttons(
            None
            if under_way
            else calls.Join(round=ask.round.value, role="candidate", repeat="weekly").button(
                "Ask for this round", spoken=f"Ask for {ask.title}"
            ),
            Solo(round=ask.round.value).button("Practice alone"),
            *((calls.Join(season="off").button("End my season"),) if under_way else season_buttons()),
            HISTORY,
        ),
    )


def _season_line(found: Season) -> str:
    done, total = sum(row.done for row in found.rows), len(found.rows)
    partners = many(found.partners, "partner")
    if done == total:
        return f"The whole loop is done, with {partners}."
    if found.begun is None:
        return f"You've done {done} of {total} rounds with a partner."
    so_far = f"{done} of {total} rounds done{f', with {partners}' if found.partners else ''}."
    if found.week > found.weeks:
        return f"Your season is over: {so_far}"
    if found.week < 1:
        return f"Your season begins on {write_day(found.begun)}: {so_far}"
    return f"Your season, week {found.week} of {found.weeks}: {so_far}"


def _mark(row: Row) -> str:
    return "Done" if row.done else "Planned" if row.planned else "Not done"


def _round(row: Row) -> Line:
    if row.at is None:
        return (row.title,)
    often = f", {row.count} times" if row.count > 1 else ""
    how = "" if row.answered else ", you interviewed"
    return line(f"{row.title}, ", Instant(at=row.at, style="day"), " with ", person(row.partner), how, often)
