"""What a person reads when something went wrong, and what the log keeps of it: ids and places, never texts."""

import datetime as dt
import math
import traceback

import structlog

from bot.core.card import LINES, Button, Card, buttons, card
from bot.core.command import Command
from bot.core.errors import BadArguments, Refusal
from bot.core.values import Call

log = structlog.get_logger("loopmate")


def refusal_card(refusal: Refusal, command: Command | None) -> Card:
    """Why it cannot be done, and what to do instead."""
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
    filled = {label: {**call.values, field: text} for label, text in choices.items()}
    return card(
        refusal.text,
        buttons(*(Button(label=n, call=call.model_copy(update={"values": v})) for n, v in filled.items())),
    )


def limited_card(wait: dt.timedelta) -> Card:
    """Too many Calls in too short a time; when to try again."""
    seconds = max(1, math.ceil(wait.total_seconds()))
    unit = "second" if seconds == 1 else "seconds"
    return card(f"That was a lot at once, so I left this one out. Try again in {seconds} {unit}.")


def down_card() -> Card:
    """Redis is gone."""
    return card(
        "I can't reach my memory right now, so this isn't done yet.",
        "Nothing I confirmed before is lost. Try again in a minute; I'll reconnect by myself.",
    )


def full_card() -> Card:
    """Redis refuses to take more."""
    return card(
        "My memory is full, so I couldn't keep this.",
        "Nothing I confirmed before is lost. Tell your organizer that the Redis server needs more memory.",
    )


def unwritable_card() -> Card:
    """Redis answers, and its disk takes nothing more."""
    return card(
        "I can't save anything right now, so this isn't done yet.",
        "Nothing I confirmed before is lost. Tell your organizer that my disk may be full: loopmate doctor says "
        "where.",
    )


def bug_card(reference: str) -> Card:
    """A mistake of ours."""
    return card(
        "Something went wrong on my side, and this wasn't done. Nothing else changed.",
        f"Try again. If it happens twice, give your organizer this reference: {reference}",
    )


def log_bug(error: BaseException, reference: str, **ids: str) -> None:
    """Logs where a bug happened, without any message or value: they may be somebody's words."""
    log.error("bug", reference=reference, error=type(error).__name__, trace=_places(error), **ids)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}" for f in frames]
