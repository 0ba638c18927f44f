"""The door for guests: people who brought the bot along to where none of its groups is.

The handlers that are open to guests run as they do for members, on records that are empty and a unit that is never
committed. A card keeps the buttons whose whole Call fits into them, for nothing waits in the store.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.core.card import Block, Button, Buttons, Card, Form, card, small
from bot.core.command import Command
from bot.core.errors import BadArguments, Refusal, StoreDown
from bot.core.member import Member
from bot.core.overflow import fit, unfold
from bot.core.registry import take_apart
from bot.core.reply import Answer, Chosen, Inbound, Pressed, Responder, Submitted
from bot.core.stock_cards import build_form, limited_card, refusal_card, reopen_call
from bot.core.values import Call, GroupId, MemberId
from bot.dispatcher.dispatcher import Dispatcher
from bot.dispatcher.rate_limits import RateLimits
from bot.dispatcher.request import Request, mark_private
from bot.platforms.port import DoorMiddleware
from bot.store.members import Directory
from bot.store.store import empty_unit

GUESTS: Final = GroupId("guest")
"""Instead of a group, on guests' buttons."""
ZONE: Final = "UTC"
ELSEWHERE: Final = (
    "That works in a study group. Add me to a server of yours, or join one that has me.",
    "Here, without a group, I can quiz you, critique a resume bullet, weigh a trade-off and look things up in my "
    "notes. I keep nothing.",
)


class GuestDoor(DoorMiddleware):
    """Answers guests, and hands everything else on."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        super().__init__(dispatcher)
        self._dispatcher = dispatcher
        self._contexts = dispatcher.contexts
        self._directory = Directory(dispatcher.contexts.store)
        self._limits = RateLimits()

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        if not inbound.guest or await self._is_at_home(inbound):
            await self.door.handle(inbound, responder)
            return
        await self._dispatcher.send_answer(self._answer(inbound), inbound, responder)

    async def _is_at_home(self, inbound: Inbound) -> bool:
        """A DM with the bot is a member's as soon as they're in a group; a guest's button is one everywhere.

        Where nobody can say, the dispatcher says that the store is down.
        """
        try:
            return inbound.guest == "homeless" and bool(await self._directory.groups_of(inbound.account))
        except StoreDown:
            return True

    async def _answer(self, inbound: Inbound) -> Answer | None:
        now, heavy = self._contexts.clock.now(), inbound.upload is not None
        if wait := self._limits.wait(inbound.account, GUESTS, 1, heavy=heavy, exempt=False, now=now):
            known = self._limits.tell(inbound.account, now, heavy=heavy)
            return Answer(body=limited_card(wait)) if known else None
        try:
            body = await self._body(inbound)
        except Refusal as refusal:
            body = refusal_card(refusal, None)
        except Exception as error:
            return self._dispatcher.answer_failure(error, inbound)
        shown = body if isinstance(body, Form) else self._usable(body)
        return Answer(body=shown, zone=ZONE, payloads=self._payloads(shown))

    async def _body(self, inbound: Inbound) -> Card | Form:
        request = self._read(inbound)
        if request is None:
            return card(*ELSEWHERE)
        command, call = request.command, request.call
        if request.for_form:
            return _form(command, call)
        unit = empty_unit(self._contexts.store, GUESTS, self._contexts.clock.now())
        guest = Member(id=MemberId("guest"), name=inbound.name or "guest", zone=ZONE, joined=unit.now)
        ctx = self._contexts.context(unit, inbound.event, guest, guest=True)
        try:
            reply = await command.run(ctx, command.args.of(call.values, inbound.upload))
        except BadArguments as refused:
            if not set(refused.problems) <= set(command.form):
                raise
            return _form(command, call, refused.problems)
        body: Card | Form = reply.body
        return body

    def _read(self, inbound: Inbound) -> Request | None:
        """What is asked for; None where it is nothing that a guest can have."""
        registry, signal = self._contexts.registry, inbound.signal
        call, values = (signal.call if isinstance(signal, Chosen) else None), {}
        if isinstance(signal, Pressed | Submitted):
            parts = take_apart(signal.payload)
            if parts is None or parts.group != GUESTS or parts.token is not None:
                return None
            call = registry.decode(signal.payload)[1]
            values = signal.values if isinstance(signal, Submitted) else {}
        found = registry.find(call.path) if call else None
        if call is None or found is None or not found.guest:
            return None
        ask = call.ask and not isinstance(signal, Submitted)
        given = {**call.values, **{k: v for k, v in values.items() if found.parameter(k)}}
        return Request(GUESTS, mark_private(found, call, given, ask=ask), found, inbound)

    def _usable(self, body: Card) -> Card:
        """The card as far as it fits, with the buttons that work here."""
        shown, rest = fit(unfold(body))
        blocks: list[Block] = []
        for block in shown.blocks:
            if not isinstance(block, Buttons):
                blocks.append(block)
            elif kept := tuple(button for button in block.buttons if self._works(button)):
                blocks.append(Buttons(buttons=kept))
        return Card(blocks=tuple(blocks)).plus(
            small("There's more than I can show without a group, where I keep nothing.") if rest else None
        )

    def _works(self, button: Button) -> bool:
        found = self._contexts.registry.find(button.call.path)
        fits = self._contexts.registry.encode(GUESTS, button.call) is not None
        return found is not None and found.guest and fits

    def _payloads(self, body: Card | Form) -> tuple[str, ...]:
        calls = [body.call, reopen_call(body)] if isinstance(body, Form) else [b.call for b in body.buttons]
        encode = partial(self._contexts.registry.encode, GUESTS)
        return tuple(encode(call) or encode(Call(path=call.path, ask=call.ask)) or "" for call in calls)


def _form(command: Command, call: Call, problems: Mapping[str, str] | None = None) -> Form:
    """The form; it may show what was typed in confidence, which no button carries."""
    form = build_form(command, call, None, problems)
    open_ = {name: value for name, value in form.call.values.items() if name not in call.private}
    return form.copy_with(call=Call(path=call.path, values=open_), note="")
