"""The door for guests: people who brought the bot along to where none of its groups is."""

from collections.abc import Mapping
from typing import Final

from bot.core.card import Card, Form, card
from bot.core.errors import Refusal, StoreDown
from bot.core.overflow import unfold
from bot.core.registry import take_apart
from bot.core.reply import Answer, Chosen, Inbound, Pressed, Redirect, Responder, Submitted
from bot.core.stock_cards import limited_card, refusal_card
from bot.core.values import Call, GroupId
from bot.dispatcher.dispatcher import Dispatcher
from bot.dispatcher.guest_answers import GuestAnswers, with_note
from bot.dispatcher.rate_limits import RateLimits
from bot.dispatcher.request import Request, mark_private
from bot.platforms.port import DoorMiddleware
from bot.store.members import Directory

GUESTS: Final = GroupId("guest")
"""Instead of a group, on guests' buttons."""
ZONE: Final = "UTC"
ELSEWHERE: Final = (
    "That works in a study group. Add me to a server of yours, or join one that has me.",
    "Here, without a group, I can quiz you, critique a resume bullet, weigh a trade-off and look things up in my "
    "notes. I keep nothing.",
)
MORE: Final = "There's more than I can show without a group, where I keep nothing."


class GuestDoor(DoorMiddleware):
    """Answers guests, and hands everything else on."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        super().__init__(dispatcher)
        self._dispatcher = dispatcher
        self._contexts = dispatcher.contexts
        self._directory = Directory(dispatcher.contexts.store)
        self._answers = GuestAnswers(dispatcher.contexts)
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
        if isinstance(body, Card):
            shown, more = self._answers.usable(unfold(body), GUESTS, lambda command: command.guest)
            body = with_note(shown, MORE) if more else shown
        return Answer(body=body, zone=ZONE, payloads=self._answers.payloads(body, GUESTS))

    async def _body(self, inbound: Inbound) -> Card | Form:
        request = self._read(inbound)
        while request is not None:
            body = await self._answers.run(request, ZONE)
            if not isinstance(body, Redirect):
                return body
            request = self._request(inbound, body.call, body.call.values, ask=body.call.ask)
        return card(*ELSEWHERE)

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
        if call is None:
            return None
        ask = call.ask and not isinstance(signal, Submitted)
        return self._request(inbound, call, values, ask=ask)

    def _request(
        self, inbound: Inbound, call: Call, values: Mapping[str, str], *, ask: bool
    ) -> Request | None:
        found = self._contexts.registry.find(call.path)
        if found is None or not found.guest:
            return None
        given = {**call.values, **{name: value for name, value in values.items() if found.parameter(name)}}
        return Request(GUESTS, mark_private(found, call, given, ask=ask), found, inbound)
