"""Requests: from what a platform reports to what was asked, and to the payloads of its answer's buttons.

A request has the group, the Call and its command. Ids in the Call are looked up where its caller is at home.
Buttons carry Calls, or tokens of Calls that wait in the store.
"""

import asyncio
import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.context import Caller, ContextFactory
from bot.core.card import Button, Card, Form
from bot.core.command import Access, Command
from bot.core.errors import BadArguments, NotACommand, Refusal, log_bug
from bot.core.member import Member
from bot.core.registry import (
    GONE,
    encode_token,
    find_organizers_command,
    parse_text,
    refuse_huge,
    take_apart,
)
from bot.core.reply import (
    Chosen,
    Inbound,
    Offer,
    PlatformWords,
    Pressed,
    Redirect,
    Responder,
    Said,
    Submitted,
)
from bot.core.stock_cards import build_form, next_page_card, reopen_call
from bot.core.values import (
    AccountId,
    Call,
    GroupId,
    MemberId,
    SpaceId,
    is_global,
    new_id,
    platform_of,
    space_of,
)
from bot.store import members
from bot.store.members import Directory
from bot.store.store import Store, Unit

TALK = "dm.talk"
"""The path of the press that reads what is typed in a DM and isn't a command."""
_ADDRESS = re.compile(r"\s*(?:(?:<@[!&]?\w+>|@\w+)(?:[\s,:]+|$))?")
"""The bot, where a member names it before what they want: `@Loopmate today`."""
_ROOT = re.compile(r"/?prep(?P<admin>-admin)?(?:\s+|$)", re.IGNORECASE)
_COURTESY = re.compile(r"[\s,]+(?:please|pls)[\s.!]*$", re.IGNORECASE)


def space_of_inbound(inbound: Inbound) -> SpaceId | None:
    """The space in which this was done; None where nobody can tell (a DM of some platforms)."""
    return inbound.space or (None if is_global(inbound.account) else space_of(inbound.account))


@dataclass(frozen=True, slots=True)
class Request:
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
    also: Button | None = None
    """What goes on the answer's card in addition to its own buttons."""
    fresh: bool = False
    """Whether the caller's directory does not say yet that this group is the one used last."""

    @property
    def kept(self) -> bool:
        """Whether its Call waited in the store."""
        signal = self.inbound.signal
        parts = take_apart(signal.payload) if isinstance(signal, Pressed | Submitted) else None
        return parts is not None and parts.token is not None

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
        asked_for = self.call.ask and bool(self.command.form)
        return asked_for or (not handed_over and self.command.opens_form(self.call))

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
            profile=responder.profile,
            find_channel=responder.find_channel,
        )

    async def authorize(
        self, unit: Unit, joined: Member | None, responder: Responder, platforms: Mapping[str, PlatformWords]
    ) -> None:
        """Raises Refusal where the command isn't open to the caller."""
        access = self.command.access
        if access is Access.MEMBER and joined is None:
            text = "You haven't joined yet. It takes a minute, and you can leave anytime."
            raise Refusal(text, Call(path="start"), "Join")
        if access is Access.ORGANISER and not (
            (joined is not None and joined.id in (await members.group(unit)).organisers)
            or await self.organises(responder)
            or await self._organises_in_dm(unit, responder)
        ):
            words = platforms.get(platform_of(self.inbound.account))
            such_as = f", such as {words.admins}," if words and words.admins else ""
            ask = f"Ask one of them{such_as} to do it, or to make you an organizer, too."
            more = (ask, "Here's what you can do:")
            raise Refusal(
                "That's for the people who organize this group.", Call(path="help"), "Help", more=more
            )

    async def organises(self, responder: Responder) -> bool:
        """Whether the platform says so of the space where this was asked, which has to be one of this group's."""
        if self.space is None:
            return False
        known = self.inbound.organiser
        return await responder.admin() if known is None else known

    async def _organises_in_dm(self, unit: Unit, responder: Responder) -> bool:
        """Whether the platform says so of any space of the group on it, where a DM belongs to none."""
        platform, spaces = platform_of(self.inbound.account), (await members.group(unit)).spaces
        here = spaces if space_of_inbound(self.inbound) is None else ()
        return any([await responder.organises(space) for space in here if platform_of(space) == platform])


class RequestReader:
    def __init__(self, contexts: ContextFactory, directory: Directory) -> None:
        self._contexts = contexts
        self._directory = directory

    async def read(self, inbound: Inbound) -> Request:
        """The Call of an inbound. Raises Refusal: it cannot be understood; in words."""
        signal = inbound.signal
        if isinstance(signal, (Pressed, Submitted)):
            return await self._from_payload(inbound, signal)
        here, groups = await self._here_and_all(inbound)
        group = groups[0]
        if isinstance(signal, Chosen):
            call = signal.call
            refuse_huge(sum(len(v) for v in call.values.values()))
        else:
            access = Access.ORGANISER
            if not inbound.organiser:
                joined = await members.find(self._contexts.unit(group), inbound.account)
                access = Access.MEMBER if joined else Access.ANYONE
            call = self._read_said(inbound, signal, access)
        command = self._callable(call)
        if command is None:
            raise Refusal("I don't know that command. This lists what I can do:", Call(path="help"), "Help")
        several = inbound.channel is None and len(groups) > 1
        guarded = mark_private(command, call, call.values, ask=call.ask)
        space = space_of_inbound(inbound) if group == here else None
        return Request(group, guarded, command, inbound, tuple(groups), space, several=several)

    def _read_said(self, inbound: Inbound, said: Said, access: Access) -> Call:
        """What words ask for, or a file that came without a command. Raises Refusal as `_read_text`."""
        taker = self._contexts.registry.taker(inbound.upload.name) if inbound.upload else None
        if taker is not None and not said.root and not said.text.strip():
            return Call(path=taker.path)
        call = self._read_text(said, access)
        return Call(path=taker.path) if taker is not None and call.path == TALK else call

    def _read_text(self, said: Said, access: Access) -> Call:
        """The Call that a text spells. What a member types and spells none is understood by `TALK`; after the root
        word, only where it's near to no command.
        Raises Refusal: it spells none."""
        typed = _ADDRESS.sub("", said.text, count=1)
        registry, talk = self._contexts.registry, Call(path=TALK, values={"text": typed})
        talks = said.root != "admin" and registry.find(TALK) is not None
        text = _COURTESY.sub("", typed)
        if said.root != "admin" and (root := _ROOT.match(text)):
            with contextlib.suppress(NotACommand):
                named = "admin" if root["admin"] else said.root
                return parse_text(registry, named, text[root.end() :], access)
        try:
            call = parse_text(registry, said.root, text.lstrip("/!"), access)
        except NotACommand as refusal:
            for_organizers = None if said.root == "admin" else find_organizers_command(registry, text)
            if for_organizers is not None and access is not Access.MEMBER:
                return for_organizers
            is_near = refusal.next_call is not None and refusal.next_call.path != "help"
            if talks and not (said.root and is_near):
                return talk
            raise
        return talk if talks and said.root is None and self._is_sentence(call) else call

    def _is_sentence(self, call: Call) -> bool:
        """Whether a command's word may only begin a sentence: "done 1 and what is TTFT?"."""
        command = self._contexts.registry.find(call.path)
        rest = next((p for p in command.parameters if p.rest), None) if command else None
        if command is None or rest is None or call.values.keys() != {rest.name} or rest.private:
            return False
        if rest.sentence:
            return True
        several = len(command.words) == 1 and " " in call.values[rest.name].strip()
        return several and bool(self._contexts.registry.problems(call.path, call.values))

    def redirect(self, request: Request, to: Redirect) -> Request:
        """The request that answers instead of another."""
        command = self._callable(to.call)
        if command is None:
            raise Refusal(GONE, Call(path="today"))
        call = mark_private(command, to.call, to.call.values, ask=to.call.ask)
        return replace(request, call=call, command=command, also=to.also)

    def _callable(self, call: Call) -> Command | None:
        """What a person's Call names, if that is for people at all."""
        command = self._contexts.registry.find(call.path)
        return command if command and command.kind in ("command", "press") else None

    async def _from_payload(self, inbound: Inbound, signal: Pressed | Submitted) -> Request:
        parts, call = self._contexts.registry.decode(signal.payload)
        try:
            here, groups = await self._here_and_all(inbound)
        except Refusal:  # an organizer needn't be a member to be written to
            named = self._contexts.registry.find(call.path) if call else None
            if named is None or named.access is not Access.ORGANISER:
                raise
            here, groups = None, [parts.group]
        if parts.group not in groups:
            raise Refusal("That button belongs to another group. Start from your own:", Call(path="today"))
        if call is None:
            unit = self._contexts.unit(parts.group)
            joined = await members.find(unit, inbound.account)
            call = await members.find_kept(
                unit, parts.token or "", owner_of(self._contexts.store, joined, inbound.account)
            )
            if call is not None and parts.ask:
                call = call.copy_with(ask=True, page=parts.page)
        if call is None:
            text = "That button has expired, or it isn't yours."
            more = ("Ask for that card again with the command it came from, or go on here:",)
            raise Refusal(text, Call(path="today"), more=more)
        command = self._callable(call)
        if command is None:
            raise Refusal(GONE, Call(path="today"))
        values = dict(call.values)
        if isinstance(signal, Submitted):
            values |= {k: v for k, v in signal.values.items() if command.parameter(k)}
            refuse_huge(sum(len(v) for v in values.values()))
        ask = call.ask and isinstance(signal, Pressed)
        return Request(
            parts.group,
            mark_private(command, call, values, ask=ask),
            command,
            inbound,
            tuple(groups),
            space_of_inbound(inbound) if parts.group == here else None,
            pressed=True,
            several=inbound.channel is None and len(groups) > 1,
            fresh=len(groups) > 1 and groups[0] != parts.group,
        )

    async def group_of(self, inbound: Inbound) -> GroupId:
        """The group that a person means who does not say which."""
        return (await self._here_and_all(inbound))[1][0]

    async def _here_and_all(self, inbound: Inbound) -> tuple[GroupId | None, list[GroupId]]:
        """The space's group, and all that a person may act in from here: that one first, in a DM the last used."""
        space = space_of_inbound(inbound)
        if space is None:
            if known := await self._directory.groups_of(inbound.account):
                return None, known
            raise Refusal(
                "I don't know yet which study group you're in. Go to a channel of your group, type / and choose "
                "start there. Then I'll answer here, too."
            )
        here, known = await asyncio.gather(
            self._directory.group_of(space), self._directory.groups_of(inbound.account)
        )
        first = known[:1] if inbound.channel is None and known else [here]
        return here, list(dict.fromkeys([*first, here, *known]))

    # what a platform can offer while somebody types an argument

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        """At most 25 values for an argument; nothing when it has no source, the source fails, or only members
        may ask and the caller isn't one."""
        command = self._contexts.registry.find(path)
        parameter = command.parameter(field) if command else None
        if command is None or parameter is None or parameter.suggest is None:
            return ()
        try:
            known = await self._directory.groups_of(account)
            space = space or (None if is_global(account) else space_of(account))
            here = await self._directory.group_of(space) if space else None
            group = here if here is not None and (here in known or not known) else next(iter(known), None)
            if group is None:
                return ()
            unit = self._contexts.unit(group)
            joined = await members.find(unit, account)
            if command.access is Access.MEMBER and joined is None:
                return ()
            ctx = self._contexts.context(unit, "suggest", joined)
            found: Sequence[str] = await parameter.suggest.source(ctx, typed[:100])
            return found[:25]
        except Exception as error:  # a member types on without it
            log_bug(error, new_id(self._contexts.store.chance, 8), path=path)
            return ()


def mark_private(command: Command, call: Call, values: Mapping[str, str], *, ask: bool) -> Call:
    """The Call with what its command declares private named so, wherever it comes from."""
    private = command.args.private_names()
    return Call(path=call.path, values=values, ask=ask, page=call.page, private=private)


class Payloads:
    """Makes the payloads of cards and forms, and says whose they are."""

    def __init__(self, contexts: ContextFactory) -> None:
        self._contexts = contexts

    def make_all(
        self, unit: Unit, owner: MemberId, body: Card | Form, *, owned: bool = False
    ) -> tuple[str, ...]:
        """`owned`: nobody else can press its buttons, though others see them."""
        if isinstance(body, Card):
            return tuple(self.make(unit, owner, button.call, owned=owned) for button in body.buttons)
        sent = self.make(unit, owner, body.call)
        parts = take_apart(sent)
        if parts is not None and parts.token is not None:  # one token for both: what was typed is kept once
            return sent, encode_token(unit.group, parts.token, body.page)
        return sent, self.make(unit, owner, reopen_call(body))

    def offer_again(self, unit: Unit, owner: MemberId, body: Card | Form, call: Call) -> Offer | None:
        """What asks once more for pictures and files, where that changes nothing."""
        is_asked = body.attachments and unit.empty
        return Offer(call=call, payload=self.make(unit, owner, call)) if is_asked else None

    async def commit_apart(self, group: GroupId, owner: MemberId, body: Card | Form) -> tuple[str, ...]:
        """The payloads of a card that changes nothing: committed apart, they cannot conflict with anybody."""
        unit = self._contexts.unit(group)
        payloads = self.make_all(unit, owner, body)
        await unit.commit()
        return payloads

    def make(self, unit: Unit, owner: MemberId, call: Call, *, owned: bool = False) -> str:
        """A button's text; a Call that is too long, private or `owned` waits in the store under a token."""
        payload = None if owned else self._contexts.registry.encode(unit.group, call)
        if payload is None:
            chance = self._contexts.store.chance
            payload = members.keep(unit, owner, call, chance, owned=owned)
        return payload


def owner_of(store: Store, joined: Member | None, account: AccountId) -> MemberId:
    """Whose a kept Call is: a stranger's is filed under a hash of the account."""
    return joined.id if joined else MemberId("~" + store.vault.hash_id(account))


async def zone_of(unit: Unit, member: Member | None) -> str:
    """In whose zone an answer is read: a member's own, anybody else's is the group's."""
    return member.zone if member else (await members.group(unit)).zone


def page_between(request: Request, joined: Member | None) -> Card | None:
    """What follows a page that is not the last one.
    Raises BadArguments: something on this page cannot be read."""
    if not request.page:
        return None
    form = build_form(request.command, request.call, joined)
    if request.page >= len(form.pages):
        return None
    typed = {ask.name: request.call.values.get(ask.name, "") for ask in form.pages[request.page - 1]}
    if problems := request.command.args.problems(typed):
        raise BadArguments(problems)
    return next_page_card(form, request.page, request.call)
