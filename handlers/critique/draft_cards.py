"""All words about the draft itself: its forms, what it is if it is no bullet, that it is kept and forgotten."""

import datetime as dt

from bot.core.card import Ask, Card, Form, Instant, Quoted, buttons, card, line
from bot.rules import Report
from bot.rules.pack import Rule
from handlers.critique.calls import Again, Bullet
from handlers.critique.rule_cards import show
from handlers.critique.words import ANYWAY, EXAMPLE, FORGET, KEPT, PASTE, TRY_AGAIN, families


def no_bullet(draft: str) -> Card:
    """The text is something else."""
    if not any(map(str.isalnum, draft)):
        first = "There is no word in this, so I have nothing to judge."
    else:
        first = "This does not look like a bullet of a resume, so I have found nothing good or bad in it."
    return card(
        first,
        "A bullet is one line: what you did, and what it changed, with numbers.",
        line("For example: ", Quoted(text=EXAMPLE)),
        KEPT,
        buttons(TRY_AGAIN, FORGET),
    )


def foreign(report: Report) -> Card:
    """The text is in another language: that is no fault, and no ground for a judgement either."""
    return card(
        "This is not in English, as far as I can see, so I do not judge it: my rules know English words.",
        f"Numbers count in any language. {families(report)}",
        "Paste it in English to have all of it judged.",
        KEPT,
        buttons(TRY_AGAIN, ANYWAY, FORGET),
    )


def practise(asked: str) -> Card:
    """The question, and what an answer of a minute has in it."""
    return card(
        f'Answer aloud now, one minute: "{asked}"',
        "First the number, and how it was measured. Then what it cost, and for whom.",
        "Last: which option you rejected, and from what number on you would choose it after all.",
        "I listen to nothing and keep nothing of it.",
        buttons(TRY_AGAIN),
    )


def paste() -> Form:
    """The empty form of a bullet."""
    asked = Bullet.parameters()[0]
    ask = Ask(name=asked.name, label=asked.about, kind=asked.kind, required=True)
    note = "A whole resume goes in as a file: PDF, .docx, .tex, .md or .txt."
    return Form(title="Critique a resume bullet", call=Bullet().call(), asks=(ask,), note=note)


def again(before: str | None) -> Form:
    """The form, filled in with the last draft if it is still there."""
    asked = Again.parameters()[0]
    note = "I compare it with your last draft." if before else "No draft of yours is kept: it has expired."
    return Form(
        title="The same bullet, again" if before else "Critique a resume bullet",
        call=Again().call(),
        asks=(Ask(name=asked.name, label=asked.about, kind=asked.kind, value=before or "", required=True),),
        note=note if before else f"{note} I read what you paste here afresh.",
    )


def disagreed(known: Rule, *, new: bool) -> Card:
    first = "Noted" if new else "I have noted that already for this draft"
    return card(
        f"{first}: you disagree with the rule {known.id}.",
        "I count that somebody disagreed, never with which text. The finding stays on your card.",
        buttons(show(known.id), TRY_AGAIN),
    )


def forgotten(by: dt.datetime | None) -> Card:
    disk = (
        line("It leaves this server's disk by ", Instant(at=by), ".")
        if by
        else line("Backups of the Redis server may hold it, encrypted, until they are replaced.")
    )
    return card("Deleted. I keep no draft of yours any more.", disk, buttons(PASTE))


def nothing_kept() -> Card:
    return card("There is nothing to delete: I keep no draft of yours.", buttons(PASTE))
