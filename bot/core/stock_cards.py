"""Stock cards and forms that answer any command: its form, filled in with what is known, and what a
person reads when something went wrong.
"""

import datetime as dt
import math
from collections.abc import Mapping

from bot.core.card import Ask, Button, Card, Form, buttons, card, small
from bot.core.command import ORGANISER, Command
from bot.core.errors import BadArguments, Refusal
from bot.core.kinds import picked
from bot.core.layout import LINES
from bot.core.member import Member
from bot.core.text import many
from bot.core.values import Call

KEPT_NOTE = "Nothing you typed is lost: I keep it for 30 minutes, encrypted, then I delete it."


def build_form(
    command: Command, call: Call, member: Member | None, problems: Mapping[str, str] | None = None
) -> Form:
    """The command's form: what was typed, also nothing, else what the member has set, else the defaults. What an
    organizer sets is the group's, and no setting of their own."""
    problems = problems or {}
    member = None if command.access is ORGANISER else member
    call = _without_unknown_picks(command, call, problems)
    declared = {parameter.name: parameter for parameter in command.parameters}
    asks = []
    for name in command.form:
        one, value = declared[name], call.values.get(name)
        if value is None:
            known = getattr(member, name, None)
            default = known if known is not None else one.default
            value = "" if default is None else one.write(default)
        problem = problems.get(name, "")
        asks.append(
            Ask(
                name=name, label=one.about, kind=one.kind, value=value, required=one.required, problem=problem
            )
        )
    kept = KEPT_NOTE if problems and command.args.private_names() else ""
    blank = call.copy_with(ask=False, page=1)
    form = Form(title=command.title, call=blank, asks=tuple(asks), note=kept, page=call.page)
    wrong = (n for n, page in enumerate(form.pages, 1) if any(ask.problem for ask in page))
    return form.copy_with(page=next(wrong, min(call.page, len(form.pages))))


def _without_unknown_picks(command: Command, call: Call, problems: Mapping[str, str]) -> Call:
    """A picker can't show what it doesn't list: it opens empty, with what's wrong next to it."""
    channels = {p.name for p in command.parameters if p.kind.names == "channel"}
    gone = {k for k, v in call.values.items() if k in problems and (k in channels or picked(v))}
    return call.copy_with(values={k: v for k, v in call.values.items() if k not in gone})


def reopen_call(form: Form) -> Call:
    """The Call that opens the form again, filled in as it is."""
    return form.call.copy_with(ask=True, page=form.page)


def reopen_card(form: Form) -> Card:
    """What is shown where the form itself cannot be: what is wrong in it, and the button that opens it."""
    label = "Correct it" if form.problems else "Open the form"
    button = Button(label=label, spoken=f"{label}: {form.title}", call=reopen_call(form), style="main")
    if not form.problems:
        title = form.title if form.title.endswith(("?", ".")) else f"{form.title}."
        return card(title, "Press the button, and fill in the form.", buttons(button))
    lines = [f"{'Not done yet. ' if n == 0 else ''}{p}" for n, p in enumerate(form.problems.values())]
    return card(*lines[: LINES - 1], form.note or None, buttons(button))


def aloud_card(call: Call) -> Card:
    """What is said where others read along: the button answers who asked, and nobody else."""
    return card(
        "Press the button, and only you will see my answer.",
        small("You can also type / here and choose one of my commands, or write to me in our DM."),
        buttons(Button(label="Show me", call=call, style="main")),
    )


def next_page_card(form: Form, page: int, call: Call) -> Card:
    """What is shown between two pages; `call` holds all that was filled in so far."""
    more = call.copy_with(ask=True, page=page + 1)
    said = f"Page {page} of {len(form.pages)} is filled in. Nothing is done before the last."
    return card(said, buttons(Button(label="Next page", call=more, style="main")))


# what went wrong


def too_long_card(platform: str) -> Card:
    """What's shown instead of a card that breaks a limit of the platform."""
    return card(
        f"I couldn't show you this: it's longer than {platform} takes.",
        "Anything you just did went through. Your organizer can find the details in the log, under "
        f"{platform.lower()}.limit.",
    )


def refusal_card(refusal: Refusal, command: Command | None) -> Card:
    lines = list(refusal.problems.values()) if isinstance(refusal, BadArguments) else [refusal.text]
    return card(*[*lines, *refusal.more][:LINES], buttons(_next(refusal, command)))


def _next(refusal: Refusal, command: Command | None) -> Button | None:
    if refusal.next_call is not None:
        label = refusal.label or refusal.next_call.path.split(".")[-1].capitalize()
        return Button(label=label, call=refusal.next_call, style="main")
    if isinstance(refusal, BadArguments) and command is not None and command.kind == "command":
        topic = " ".join(command.words)
        call = Call(path="help", values={"topic": topic if command.root == "prep" else f"admin {topic}"})
        return Button(label="Help", spoken=f"Help: {topic}", call=call)
    return None


def choice_card(refusal: BadArguments, call: Call) -> Card:
    """One value that can mean several things: a button for each."""
    ((field, choices),) = refusal.choices.items()
    row = [
        Button(label=label, call=call.copy_with(values={**call.values, field: text}))
        for label, text in choices.items()
    ]
    return card(refusal.text, buttons(*row))


def limited_card(wait: dt.timedelta) -> Card:
    again = many(max(1, math.ceil(wait.total_seconds())), "second")
    return card(f"That was a lot at once, so I left this one out. Try again in {again}.")


DOWN_CARD = card(
    "I can't reach my memory right now, so this isn't done yet.",
    "Nothing I confirmed before is lost. Try again in a minute; I'll reconnect by myself.",
)
FULL_CARD = card(
    "My memory is full, so I couldn't keep this.",
    "Nothing I confirmed before is lost. Tell your organizer that the Redis server needs more memory.",
)
UNWRITABLE_CARD = card(
    "I can't save anything right now, so this isn't done yet.",
    "Nothing I confirmed before is lost. Tell your organizer that my disk may be full: loopmate doctor says "
    "where.",
)


def damaged_card(reference: str) -> Card:
    return card(
        "I can't read something I keep for you or your group, so this isn't done. Nothing else changed.",
        "Trying again won't help. Whoever runs me can: loopmate doctor --deep finds the damaged record, and says "
        f"how to fix it. Reference: {reference}",
    )


def bug_card(reference: str) -> Card:
    return card(
        "Something went wrong on my side, and this wasn't done. Nothing else changed.",
        f"Try again. If it happens twice, give your organizer this reference: {reference}",
    )
