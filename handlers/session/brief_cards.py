"""All words about briefs: what an interviewer reads before, and a question for somebody who practices alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.card import (
    LABEL,
    Block,
    Button,
    Buttons,
    Card,
    Instant,
    buttons,
    card,
    items,
    line,
    pairs,
    quote_lines,
    small,
)
from bot.core.command import Args
from bot.core.member import Member
from bot.core.text import shorten, wrap_lines
from content.mocks import Brief, Guide, describe_calls
from content.models import InterviewRound
from handlers.mocks.model import Mock
from handlers.mocks.view import HISTORY, list_people
from handlers.session.calls import Another, Begin, Open, Solo
from handlers.session.calls import Guide as ReadGuide

ROWS = 5
"""Lines of a page below its heading."""
GUIDE = ReadGuide().button("My first time: 3 minutes")


@dataclass(frozen=True, slots=True)
class Page:
    heading: str
    lines: tuple[str, ...]
    quoted: bool = False
    """Whether it's read aloud."""


def offer(
    key: str, mock: Mock, brief: Brief, others: Sequence[Member | None], agreed: Card | None = None
) -> Card:
    """To the interviewer, as soon as everybody has accepted; `agreed`: the card that says so, which this goes on."""
    row = buttons(
        Open(session=key).button("Open the brief", style="main"),
        *(agreed.buttons if agreed else ()),
        Another(session=key).button("Give me another", spoken="Another question"),
        GUIDE,
    )
    whom = line("You interview ", list_people(others), f': "{brief.title}"')
    if agreed:
        return card(*_texts(agreed), line(*whom, f", {brief.minutes} minutes to read."), row)
    reading = f"Your interviewer's brief: {brief.minutes} minutes of reading, any time before "
    return card(line(reading, Instant(at=mock.at), "."), whom, small("Only you see it."), row)


def used_up(mock: Mock, others: Sequence[Member | None], agreed: Card | None = None) -> Card:
    """As `offer`, where each of them knows all briefs of the round."""
    when = Instant(at=mock.at)
    if agreed:
        first = line(
            "You interview ", list_people(others), ". Please bring a question: they know all of mine."
        )
        return card(*_texts(agreed), first, buttons(*agreed.buttons, GUIDE))
    return card(
        line("You interview ", list_people(others), ", ", when, ". Please bring a question."),
        "They've seen every question I have for this round.",
        "Or agree on another round together.",
        buttons(GUIDE, HISTORY),
    )


def _texts(shown: Card) -> Iterator[Block]:
    return (block for block in shown.blocks if not isinstance(block, Buttons))


def pages(brief: Brief) -> list[Page]:
    """The brief by heading, five lines a page."""
    parts = (
        ("Read this aloud, slowly, then send it as text:", wrap_lines(brief.question)),
        ("What the tests call; send it with the question:", wrap_lines(describe_calls(brief))),
        ("If they ask; never say it first:", brief.if_asked),
        ("Hints, one at a time, in this order:", [hint.text for hint in brief.hints]),
        ("An outline, for you alone:", brief.outline),
        ("Good signs:", brief.good),
        ("Warning signs:", brief.warnings),
        ("On this question:", (f"A 2: {brief.anchors.two}", f"A 4: {brief.anchors.four}")),
        ("With time left, ask:", brief.follow_ups),
    )
    return [
        Page(heading, tuple(texts[at : at + ROWS]), quoted=texts is parts[0][1])
        for heading, texts in parts
        for at in range(0, len(texts), ROWS)
    ]


def brief_page(key: str, brief: Brief, number: int) -> Card:
    """One page; the last one offers what to do next."""
    all_pages = pages(brief)
    at = min(number, len(all_pages))
    another = Another(session=key).button("Give me another", spoken="Another question") if at == 1 else None
    guide = GUIDE if at == len(all_pages) else None
    return _page(all_pages, at, lambda to: Open(session=key, page=to), another, guide)


def guide_page(found: Guide, number: int) -> Card:
    all_pages = [
        Page(f"{part.title}.", tuple(part.lines[at : at + ROWS]))
        for part in found.parts
        for at in range(0, len(part.lines), ROWS)
    ]
    return _page(all_pages, min(number, len(all_pages)), lambda to: ReadGuide(page=to))


def _page(all_pages: Sequence[Page], at: int, to: Callable[[int], Args], *more: Button | None) -> Card:
    """One of them, with buttons to the page after and the one before."""
    page, turns = all_pages[at - 1], list[Button]()
    for way, n in (("Next", at + 1), ("Back", at - 1)):
        if 0 < n <= len(all_pages):
            # it names the page by its first words where there's room, and always for who hears it
            spoken = f"{way}: {shorten(re.split('[:,;]|[.]$', all_pages[n - 1].heading)[0], 40)}"
            turns.append(to(n).button(spoken if len(spoken) <= LABEL else f"{way} page", spoken=spoken))
    blocks = quote_lines(" ".join(page.lines)) if page.quoted else [items(*page.lines)]
    return card(page.heading, *blocks, buttons(*turns, *more))


# alone


def solo(key: str, plan: InterviewRound, brief: Brief, left: int) -> Card:
    """A question for practice alone: the title only, so that the clock begins with reading it."""
    return card(
        f"Practice alone, {plan.minutes} minutes.",
        pairs((plan.title, f'"{brief.title}"')),
        "Stages and timed hints come by DM. Think aloud.",
        small("At the end you rate yourself; only you see it."),
        None if left else small("You've seen this question before."),
        buttons(
            Begin(session=key).button("Start the clock", style="main"),
            Another(session=key).button("Give me another", spoken="Another question"),
            Solo().button("Another round", ask=True),
        ),
    )


def no_brief_left(plan: InterviewRound) -> Card:
    name = plan.title[0].lower() + plan.title[1:]
    return card(
        f"You have seen every question I have for this round: {name}.",
        "Take another round, or tell one of them again to a friend without looking.",
        buttons(Solo().button("Another round", style="main", ask=True), HISTORY),
    )
