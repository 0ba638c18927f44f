"""Forms from declarations: which fields a command asks for, filled in with what is known."""

from collections.abc import Mapping

from bot.core.call import Call
from bot.core.card import LINES, Ask, Button, Buttons, Card, Form, card
from bot.core.command import Command
from bot.core.member import Member

KEPT_NOTE = "Nothing you typed is lost: I keep it for 30 minutes, encrypted, then I delete it."


def opens(command: Command, call: Call) -> bool:
    """Whether the command's form opens before it runs: a required field is missing, or it was called bare."""
    if not command.form or command.opens == "asked":
        return False
    if command.opens == "bare":
        return not call.values
    return any(
        p.required and not call.values.get(p.name, "").strip()
        for p in command.parameters
        if p.name in command.form
    )


def form_of(
    command: Command, call: Call, member: Member | None, problems: Mapping[str, str] | None = None
) -> Form:
    """The command's form: what was typed, also nothing, else what the member has set, else the defaults."""
    call = _without_unknown_picks(command, call, problems or {})
    asks = []
    for name in command.form:
        parameter = command.parameter(name)
        if parameter is None:
            continue
        asks.append(
            Ask(
                name=name,
                label=parameter.about,
                kind=parameter.kind,
                value=call.values[name] if name in call.values else _known(command, name, member),
                required=parameter.required,
                problem=(problems or {}).get(name, ""),
            )
        )
    kept = KEPT_NOTE if problems and any(p.private for p in command.parameters) else ""
    blank = call.model_copy(update={"ask": False, "page": 1})
    form = Form(title=command.title, call=blank, asks=tuple(asks), note=kept, page=call.page)
    wrong = (n for n, page in enumerate(form.pages, 1) if any(ask.problem for ask in page))
    return form.model_copy(update={"page": next(wrong, min(call.page, len(form.pages)))})


def _without_unknown_picks(command: Command, call: Call, problems: Mapping[str, str]) -> Call:
    """A picker can't show what it doesn't list: it opens empty, with what's wrong beside it."""
    picks = {p.name for p in command.parameters if p.kind.wire == "channel"} & problems.keys()
    return call.model_copy(update={"values": {k: v for k, v in call.values.items() if k not in picks}})


def reopened(form: Form) -> Call:
    """The Call that opens the form again, with all that stands in it."""
    return form.call.model_copy(update={"ask": True, "page": form.page})


def reopening(form: Form) -> Card:
    """What is shown where the form itself cannot be: what is wrong in it, and the button that opens it."""
    if not form.problems:
        return card("Some details are missing.", _opening(f"Open: {form.title}", form))
    lines = [f"{'Not done yet. ' if n == 0 else ''}{p}" for n, p in enumerate(form.problems.values())]
    return card(*lines[: LINES - 1], form.note or None, _opening(f"Correct: {form.title}", form))


def _opening(label: str, form: Form) -> Buttons:
    return Buttons(buttons=(Button(label=label, call=reopened(form), style="main"),))


def next_page(form: Form, page: int, call: Call) -> Card:
    """What is shown between two pages; `call` holds all that was filled in so far."""
    more = call.model_copy(update={"ask": True, "page": page + 1})
    said = f"Page {page} of {len(form.pages)} is filled in. Nothing is done before the last."
    return card(said, Buttons(buttons=(Button(label=f"Continue: {form.title}", call=more, style="main"),)))


def _known(command: Command, name: str, member: Member | None) -> str:
    parameter = command.parameter(name)
    if parameter is None:
        return ""
    known = getattr(member, name, None) if member is not None else None
    value = known if known is not None else parameter.default
    return "" if value is None else parameter.write(value)
