"""What invariants over all commands are made of: hostile texts, every command's example, all that is stored."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.core.card import Form
from bot.core.command import Access, Command, Parameter
from bot.core.registry import parse_text
from bot.core.reply import Chosen, Pressed, Signal, Submitted
from bot.core.values import Call, GroupId
from bot.store.wire import infos
from tests.world import Shown, Somebody, World

NEEDLE = "zq7needle"
"""Stands in every hostile text; no log, count or other person's card may ever hold it."""
TEXTS = {
    "nonsense": f"{NEEDLE}!?",
    "huge": NEEDLE + "x" * 100_000,
    "long": NEEDLE + " y" * 1_900,
    "control characters": f"{NEEDLE}\x00\x1b[31m\u202e\u200b\x07\r\n\n\n",
    "mentions and markup": f"@everyone <@U123> <!channel> [{NEEDLE}](http://evil.example) `{NEEDLE}` ||x|| *",
    "a wrong zone": f"Mars/{NEEDLE}",
    "a past date": "1999-01-01",
    "a far date": "9999-12-31",
    "no date": "2027-02-30",
    "a negative number": "-1",
    "zero": "0",
    "a huge number": "999999999999999999999",
    "an exponent": "1e999999999",
    "other digits": "٣",
    "a list": f"1,{NEEDLE},,;",
    "a path": f"../../{NEEDLE}",
    "a template": f"{{{NEEDLE}}} %s ${{x}} {{{{7*7}}}}",
    "blanks": " \t\n ",
}
UNMAKES = "member.forget-now"
"""The press that ends a membership; exploring leaves it alone."""


def nothing_in(problems: Sequence[str]) -> None:
    """Fails with the problems one a line."""
    assert not problems, "\n".join([f"{len(problems)} problems:", *problems[:60]])


def bugs(logs: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the log says of bugs: kind and place."""
    return [f"{entry['error']} at {entry['trace'][-1]}" for entry in logs if entry["event"] == "bug"]


def people_can_call(w: World) -> list[Command]:
    """Commands and presses in the order of their paths."""
    return sorted((c for c in w.app.registry if c.kind in ("command", "press")), key=lambda c: c.path)


def people_cannot_call(w: World) -> list[Command]:
    return [c for c in w.app.registry if c.kind in ("message", "work")]


def example_of(w: World, command: Command) -> Call:
    """The Call that a command's own example makes; of a press, one with an example of each argument."""
    if command.kind == "press":
        values = {p.name: _some(p) for p in command.parameters if _some(p)}
        return Call(path=command.path, values=values, private=_private(command))
    typed = " ".join([*command.words, command.example])
    return parse_text(w.app.registry, command.root, typed, Access.ORGANISER)


def _some(parameter: Parameter) -> str:
    if parameter.default not in (None, ""):
        return parameter.write(parameter.default)
    low = parameter.kind.minimum
    return parameter.kind.example or (str(low if low is not None else 1) if parameter.required else "")


def _private(command: Command) -> frozenset[str]:
    return frozenset(p.name for p in command.parameters if p.private)


def hostile_calls(w: World, command: Command) -> Iterator[tuple[str, Call]]:
    """The command bare, each argument of its example made hostile in turn, and all of them at once."""
    yield "bare", Call(path=command.path)
    base = example_of(w, command)
    for what, text in TEXTS.items():
        everywhere = {p.name: text for p in command.parameters}
        for values in (*({name: text} for name in everywhere), everywhere):
            call = Call(path=base.path, values={**base.values, **values}, private=_private(command))
            yield f"{what} as {', '.join(values) or 'nothing'}", call


@dataclass
class Watch:
    """Sends one inbound after another, and notes whatever is not an answer in words."""

    PATIENCE: ClassVar = dt.timedelta(seconds=21)
    """Long enough between two heavy Calls that no limit is met."""

    world: World
    problems: list[str]

    async def send(self, who: Somebody, signal: Signal, case: str, *, heavy: bool = False) -> list[Shown]:
        """What came back; none, a bug's reference or a card that breaks a rule is a problem."""
        self.world.clock.set(self.world.now + (self.PATIENCE if heavy else dt.timedelta(seconds=1)))
        bugs = self.world.app.dispatcher.counts["bug"]
        try:
            shown = await who.send(signal)
        except AssertionError as broken:
            self.problems.append(f"{case}: {str(broken).splitlines()[0][:200]}")
            return []
        if not shown or not shown[-1].text.strip():
            self.problems.append(f"{case}: no answer")
        if self.world.app.dispatcher.counts["bug"] > bugs:
            self.problems.append(f"{case}: a bug")
        return shown


def payload_of(w: World, group: GroupId, call: Call) -> str | None:
    """The button that makes the Call, if it fits on one; what is private is left out."""
    values = {name: value for name, value in call.values.items() if name not in call.private}
    return w.app.registry.encode(group, Call(path=call.path, values=values, ask=call.ask))


class Explorer:
    """Finds all buttons and forms that somebody reaches from the commands by pressing."""

    def __init__(self, watch: Watch, who: Somebody) -> None:
        self.found: dict[str, str] = {}
        """Payload -> where it stood."""
        self._watch = watch
        self._who = who
        self._todo: list[tuple[Signal, str]] = []
        self._heard = 0

    async def explore(self, most: int = 300) -> dict[str, str]:
        """Uses every command, then presses what it finds, until `most` buttons are known or none is new."""
        w, send = self._watch.world, self._watch.send
        for command in (one for one in people_can_call(w) if one.kind == "command"):
            for call in (example_of(w, command), Call(path=command.path), needles(command)):
                shown = await send(self._who, Chosen(call=call), command.path, heavy=command.heavy)
                self._take(shown, command.path)
        while self._todo and len(self.found) < most:
            signal, where = self._todo.pop(0)
            self._take(await send(self._who, signal, f"a button of {where}", heavy=True), where)
            inbox = self._who.inbox
            self._take(inbox[self._heard :], "the inbox")
            self._heard = len(inbox)
        return self.found

    def _take(self, shown: list[Shown], where: str) -> None:
        for one in shown:
            labels = ["a form", "a form again"] if isinstance(one.answer.body, Form) else one.labels
            for payload, label in zip(one.answer.payloads, labels, strict=True):
                if payload not in self.found and UNMAKES not in payload:
                    self.found[payload] = f"{where} [{label}]"
                    sent = _signal(one, payload) if label != "a form again" else Pressed(payload=payload)
                    self._todo.append((sent, self.found[payload]))


def _signal(shown: Shown, payload: str) -> Signal:
    """A press, or the form sent back as it came."""
    if not isinstance(shown.answer.body, Form):
        return Pressed(payload=payload)
    return Submitted(payload=payload, values={a.name: a.value for a in shown.form.asks})


def needles(command: Command) -> Call:
    """The command with a needle in every text that a member types in confidence."""
    private = _private(command)
    return Call(path=command.path, values=dict.fromkeys(private, NEEDLE), private=private)


async def written(w: World) -> int:
    """How many changes the server has made since its last snapshot; reading makes none."""
    (told,) = await infos(w.app.store.wire, "persistence")
    return int(told["rdb_changes_since_last_save"])
