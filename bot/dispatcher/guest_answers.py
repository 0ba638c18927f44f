"""What guests get, and who hasn't joined: the handlers that are open to them run as they do for members, on records
that are empty and a unit that is never committed.

A card keeps the buttons whose whole Call fits into them, for nothing waits in the store.
"""

from collections.abc import Callable, Mapping
from functools import partial

from bot.context import ContextFactory
from bot.core.card import Buttons, Card, Form, buttons, card, small
from bot.core.command import Command
from bot.core.errors import BadArguments
from bot.core.member import Member
from bot.core.overflow import fit
from bot.core.reply import Redirect
from bot.core.stock_cards import build_form, reopen_call
from bot.core.values import Call, GroupId, MemberId
from bot.dispatcher.request import Request
from bot.store.store import empty_unit


class GuestAnswers:
    def __init__(self, contexts: ContextFactory) -> None:
        self._contexts = contexts
        self._registry = contexts.registry

    async def run(self, request: Request, zone: str) -> Card | Form | Redirect:
        """What the request's command answers to somebody in `zone` of whom nothing is known.
        Raises Refusal as the command does."""
        command, call, inbound = request.command, request.call, request.inbound
        if request.for_form:
            return _form(command, call)
        unit = empty_unit(self._contexts.store, request.group, self._contexts.clock.now())
        guest = Member(id=MemberId("guest"), name=inbound.name or "guest", zone=zone, joined=unit.now)
        ctx = self._contexts.context(unit, inbound.event, guest, guest=True)
        try:
            reply = await command.run(ctx, command.args.of(call.values, inbound.upload))
        except BadArguments as refused:
            if not set(refused.problems) <= set(command.form):
                raise
            return _form(command, call, refused.problems)
        if isinstance(reply, Redirect):
            return reply
        body: Card | Form = reply.body
        return body

    def usable(self, body: Card, group: GroupId, is_open: Callable[[Command], bool]) -> tuple[Card, bool]:
        """The card as far as it fits, with the buttons of commands that are open to the reader, and whether there's
        more of it."""
        shown, rest = fit(body)
        kept = [button for button in shown.buttons if self._works(button.call, group, is_open)]
        texts = (block for block in shown.blocks if not isinstance(block, Buttons))
        return card(*texts, buttons(*kept)), rest is not None

    def _works(self, call: Call, group: GroupId, is_open: Callable[[Command], bool]) -> bool:
        found = self._registry.find(call.path)
        return found is not None and is_open(found) and self._registry.encode(group, call) is not None

    def payloads(self, body: Card | Form, group: GroupId) -> tuple[str, ...]:
        """What the buttons carry; a form's carry nothing that was typed in confidence."""
        calls = [body.call, reopen_call(body)] if isinstance(body, Form) else [b.call for b in body.buttons]
        encode = partial(self._registry.encode, group)
        return tuple(encode(call) or encode(Call(path=call.path, ask=call.ask)) or "" for call in calls)


def _form(command: Command, call: Call, problems: Mapping[str, str] | None = None) -> Form:
    """The form; it may show what was typed in confidence, which no button carries."""
    form = build_form(command, call, None, problems)
    open_ = {name: value for name, value in form.call.values.items() if name not in call.private}
    return form.copy_with(call=Call(path=call.path, values=open_), note="")


def with_note(shown: Card, note: str) -> Card:
    """The card with small print before its buttons."""
    texts = (block for block in shown.blocks if not isinstance(block, Buttons))
    return card(*texts, small(note), buttons(*shown.buttons))
