"""From what a platform reports to what was asked: the group, the Call and its command."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.context import Caller, ContextFactory
from bot.core.call import Call
from bot.core.command import Access, Command, opens_form
from bot.core.errors import Refusal
from bot.core.ids import GroupId, SpaceId
from bot.core.registry import GONE, parse_text, refuse_huge
from bot.core.reply import Chosen, Inbound, Pressed, Responder, Said, Signal, Submitted
from bot.dispatcher.payloads import Payloads
from bot.store import members
from bot.store.directory import Directory
from bot.store.unit import Unit

HOMELESS = (
    "I do not know yet which study group you are in. Go to a channel of your group, type / and choose start "
    "there. After that I answer here, too."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An inbound on its way: the group it is about, the Call, the command, and what its form carried."""

    group: GroupId
    call: Call
    command: Command
    inbound: Inbound
    groups: tuple[GroupId, ...] = ()
    """The groups in which the caller may act from there."""
    space: SpaceId | None = None
    """Where it was asked, if that space is one of this group's; what the platform says of it counts there alone."""
    pressed: bool = False
    several: bool = False
    """Whether it came in a DM that could be about another group of the caller as well."""
    fresh: bool = False
    """Whether the caller's directory does not say yet that this group is the one used last."""

    @property
    def page(self) -> int:
        """The page of a form that was submitted alone; 0: there is no such page."""
        return self.inbound.signal.page if isinstance(self.inbound.signal, Submitted) else 0

    @property
    def for_form(self) -> bool:
        """Whether the form is shown; one that was submitted comes back only with what is wrong in it."""
        if isinstance(self.inbound.signal, Submitted):
            return False
        handed_over = self.command.opens == "bare" and self.inbound.upload is not None
        return self.call.ask or (not handed_over and opens_form(self.command, self.call))

    def caller(self, responder: Responder) -> Caller:
        """Who asks. A button of this group pressed in a space of strangers brings nothing of that space."""
        inbound, at_home = self.inbound, self.space is not None
        return Caller(
            account=inbound.account,
            name=inbound.name,
            channel=inbound.channel if at_home else None,
            space=self.space,
            place=inbound.place if at_home else "",
            organiser=lambda: self.organises(responder),
            display_name=responder.display_name,
        )

    async def organises(self, responder: Responder) -> bool:
        """Whether the platform says so of the space where this was asked, which has to be one of this group's."""
        if self.space is None:
            return False
        known = self.inbound.organiser
        return await responder.admin() if known is None else known


class Asking:
    """Understands inbounds."""

    def __init__(self, desk: ContextFactory, directory: Directory, payloads: Payloads) -> None:
        self._desk = desk
        self._directory = directory
        self._payloads = payloads

    def named(self, signal: Signal) -> Command | None:
        """The command that a signal names by itself; a token names none."""
        if isinstance(signal, Chosen):
            return self._desk.registry.find(signal.call.path)
        if isinstance(signal, Said):
            return self._desk.registry.find(
                parse_text(self._desk.registry, signal.root, signal.text, Access.ANYONE).path
            )
        _, call = self._desk.registry.decode(signal.payload)
        return self._desk.registry.find(call.path) if call else None

    async def asked(self, inbound: Inbound) -> Asked:
        """The Call of an inbound.

        Raises:
            Refusal: it cannot be understood; in words.
        """
        signal = inbound.signal
        if isinstance(signal, (Pressed, Submitted)):
            return await self._from_payload(inbound, signal)
        here, groups = await self._here_and_all(inbound)
        group = groups[0]
        if isinstance(signal, Chosen):
            call = signal.call
            refuse_huge(sum(len(v) for v in call.values.values()))
        else:
            access = await _access(self._desk.unit(group), inbound)
            call = self._sent(inbound) or parse_text(self._desk.registry, signal.root, signal.text, access)
        command = self._callable(call)
        if command is None:
            raise Refusal("I do not know that command. This lists what I can do:", Call(path="help"), "Help")
        several = inbound.channel is None and len(groups) > 1
        guarded = _guarded(command, call, call.values, ask=call.ask)
        space = inbound.at if group == here else None
        return Asked(group, guarded, command, inbound, tuple(groups), space, several=several)

    def _sent(self, inbound: Inbound) -> Call | None:
        """What a file without a word asks for."""
        signal = inbound.signal
        if inbound.upload is None or not isinstance(signal, Said) or signal.text.strip() or signal.root:
            return None
        taker = self._desk.registry.taker(inbound.upload.name)
        return Call(path=taker.path) if taker else None

    def _callable(self, call: Call) -> Command | None:
        """What a person's Call names, if that is for people at all."""
        command = self._desk.registry.find(call.path)
        return command if command and command.kind in ("command", "press") else None

    async def _from_payload(self, inbound: Inbound, signal: Pressed | Submitted) -> Asked:
        parts, call = self._desk.registry.decode(signal.payload)
        here, groups = await self._here_and_all(inbound)
        if parts.group not in groups:
            raise Refusal("That button belongs to another group. Start from your own:", Call(path="today"))
        if call is None:
            unit = self._desk.unit(parts.group)
            joined = await members.find(unit, inbound.account)
            call = await members.kept(unit, parts.token or "", self._payloads.owner(joined, inbound.account))
            if call is not None and parts.ask:
                call = call.model_copy(update={"ask": True, "page": parts.page})
        if call is None:
            raise Refusal(
                "What that button stood for is deleted by now, or was never yours. Start again:",
                Call(path="today"),
            )
        command = self._callable(call)
        if command is None:
            raise Refusal(GONE, Call(path="today"))
        values = dict(call.values)
        if isinstance(signal, Submitted):
            values |= {k: v for k, v in signal.values.items() if command.parameter(k)}
            refuse_huge(sum(len(v) for v in values.values()))
        ask = call.ask and isinstance(signal, Pressed)
        return Asked(
            parts.group,
            _guarded(command, call, values, ask=ask),
            command,
            inbound,
            tuple(groups),
            inbound.at if parts.group == here else None,
            pressed=True,
            several=inbound.channel is None and len(groups) > 1,
            fresh=len(groups) > 1 and groups[0] != parts.group,
        )

    async def group(self, inbound: Inbound) -> GroupId:
        """The group that a person means who does not say which."""
        return (await self._here_and_all(inbound))[1][0]

    async def _here_and_all(self, inbound: Inbound) -> tuple[GroupId | None, list[GroupId]]:
        """The space's group, and all that a person may act in from here: that one first, in a DM the last used."""
        space = inbound.at
        if space is None:
            if known := await self._directory.groups_of(inbound.account):
                return None, known
            raise Refusal(HOMELESS)
        here, known = await asyncio.gather(
            self._directory.group_of(space), self._directory.groups_of(inbound.account)
        )
        first = known[:1] if inbound.channel is None and known else [here]
        return here, list(dict.fromkeys([*first, here, *known]))


async def _access(unit: Unit, inbound: Inbound) -> Access:
    if inbound.organiser:
        return Access.ORGANISER
    joined = await members.find(unit, inbound.account)
    return Access.MEMBER if joined else Access.ANYONE


def _guarded(command: Command, call: Call, values: Mapping[str, str], *, ask: bool) -> Call:
    """The Call with what its command declares private named so, wherever it comes from."""
    private = frozenset(p.name for p in command.parameters if p.private)
    return Call(path=call.path, values=values, ask=ask, page=call.page, private=private)
