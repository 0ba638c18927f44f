"""Forms from declarations: which fields a command asks for, filled in with what is known."""

from collections.abc import Mapping

from bot.core.call import Call
from bot.core.card import Ask, Form
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
    return Form(title=command.title, call=call.model_copy(update={"ask": False}), asks=tuple(asks), note=kept)


def _known(command: Command, name: str, member: Member | None) -> str:
    parameter = command.parameter(name)
    if parameter is None:
        return ""
    known = getattr(member, name, None) if member is not None else None
    value = known if known is not None else parameter.default
    return "" if value is None else parameter.write(value)
