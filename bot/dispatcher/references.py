"""References: what a Call's values name, looked up where its caller is at home; what is strangers' is refused."""

import datetime as dt
from collections.abc import Collection, Mapping

from bot.context import NO_SPACE
from bot.core.command import Command, Parameter
from bot.core.errors import BadArguments, Refusal, blame_field
from bot.core.kinds import Names, pick, picked
from bot.core.member import Member
from bot.core.reply import Responder
from bot.core.values import AccountId, Call, GroupId, MemberId, account_id, name_in, space_of
from bot.core.wall_time import local_date
from bot.dispatcher.request import Request
from bot.store import members
from bot.store.store import Unit

_STRANGE: Mapping[Names, str] = {
    "member": "That person isn't in this group anymore.",
    "account": "That account isn't linked to you anymore.",
    "group": "You aren't in that group anymore.",
}


async def resolve(
    request: Request, unit: Unit, joined: Member | None, responder: Responder
) -> dict[str, str]:
    """The Call's values, each channel by its platform's own id.

    Raises:
        BadArguments: there's no such channel in the caller's space.
        Refusal: a member, an account or a group that isn't theirs to name.
    """
    values = request.call.values
    today = local_date(unit.now, joined.zone if joined else (await members.group(unit)).zone)
    found = _settle(request.command, values, today)
    for parameter in request.command.parameters:
        text, what = values.get(parameter.name, "").strip(), parameter.kind.names
        if not text or not what:
            continue
        if what == "channel":
            found[parameter.name] = await _channel(parameter, text, request, responder)
        elif what == "person":
            found[parameter.name] = await _person(parameter, text, unit, request.inbound.account)
        elif not await _is_known(what, text, unit, joined, request.groups):
            raise Refusal(_STRANGE[what], Call(path="today"), "Today")
    return found


def _settle(command: Command, values: Mapping[str, str], today: dt.date) -> dict[str, str]:
    """The values with what depends on the caller's day said for any."""
    found, problems = dict(values), {}
    for parameter in command.parameters:
        if parameter.name in values:
            try:
                found[parameter.name] = parameter.settle(values[parameter.name], today)
            except ValueError as error:
                problems[parameter.name] = str(error)
    if problems:
        raise BadArguments({**command.args.problems(values), **problems})
    return found


async def _channel(parameter: Parameter, text: str, request: Request, responder: Responder) -> str:
    if request.space is None:
        raise Refusal(NO_SPACE.format(command=" ".join(request.command.words)))
    with blame_field(parameter.name, ValueError):
        channel = await responder.find_channel(parameter.read(text))
    if space_of(channel) != request.space:
        raise BadArguments({parameter.name: "That channel isn't in this space. Pick one of its own."})
    return name_in(channel)


async def _person(parameter: Parameter, text: str, unit: Unit, asker: AccountId) -> str:
    """A name as it was typed; a person picked from the platform's list is a member, or isn't known here."""
    with blame_field(parameter.name, ValueError):
        read = parameter.kind.parse(text)
    who = picked(read)
    if who is None:
        return str(read)
    member = await members.find(unit, account_id(space_of(asker), who))
    if member is None:
        stranger = "That person isn't a member of this group, or has left it. Pick somebody else."
        raise BadArguments({parameter.name: stranger})
    return pick(member.id)


async def _is_known(
    what: Names, text: str, unit: Unit, joined: Member | None, groups: Collection[GroupId]
) -> bool:
    if what == "member":
        return await members.MEMBERS.get(unit, MemberId(text)) is not None
    if what == "account":
        return joined is not None and text in joined.accounts
    return GroupId(text) in groups
