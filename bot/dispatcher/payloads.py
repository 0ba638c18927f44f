"""The texts that buttons carry: Calls, or tokens of Calls that wait in the store."""

from bot.context import ContextFactory
from bot.core.call import Call, encode_token, take_apart
from bot.core.card import Card, File, Form, Picture
from bot.core.command import reopen_call
from bot.core.ids import AccountId, GroupId, MemberId
from bot.core.member import Member
from bot.core.reply import Offer, Reader
from bot.store import members
from bot.store.unit import Unit


class Payloads:
    """Makes the payloads of cards and forms, and says whose they are."""

    def __init__(self, desk: ContextFactory) -> None:
        self._desk = desk

    def owner(self, joined: Member | None, account: AccountId) -> MemberId:
        """Whose a kept Call is: a stranger's is filed under a hash of the account."""
        return joined.id if joined else MemberId("~" + self._desk.store.vault.hashed(account))

    def of(self, unit: Unit, owner: MemberId, body: Card | Form) -> tuple[str, ...]:
        if isinstance(body, Card):
            return tuple(self.one(unit, owner, button.call) for button in body.buttons)
        sent = self.one(unit, owner, body.call)
        parts = take_apart(sent)
        if parts is not None and parts.token is not None:  # one token for both: what was typed is kept once
            return sent, encode_token(unit.group, parts.token, body.page)
        return sent, self.one(unit, owner, reopen_call(body))

    def again(self, unit: Unit, owner: MemberId, body: Card | Form, call: Call) -> Offer | None:
        """What asks once more for pictures and files, where that changes nothing."""
        carries = isinstance(body, Card) and any(isinstance(b, (File, Picture)) for b in body.blocks)
        return Offer(call=call, payload=self.one(unit, owner, call)) if carries and unit.empty else None

    async def kept(self, group: GroupId, owner: MemberId, body: Card | Form) -> tuple[str, ...]:
        """The payloads of a card that changes nothing: committed apart, they cannot conflict with anybody."""
        unit = self._desk.unit(group)
        payloads = self.of(unit, owner, body)
        await unit.commit()
        return payloads

    def one(self, unit: Unit, owner: MemberId, call: Call) -> str:
        """A button's text; a Call that is too long or private waits in the store under a token."""
        payload = self._desk.registry.encode(unit.group, call)
        return payload if payload is not None else members.keep(unit, owner, call, self._desk.store.chance)


async def reader_of(unit: Unit, member: Member | None) -> Reader:
    """Who will read an answer: a member in their zone, anybody else in the group's."""
    return Reader(zone=member.zone if member else (await members.group(unit)).zone)
