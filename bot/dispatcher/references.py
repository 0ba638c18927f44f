"""Ids that a Call carries, looked up where its caller is at home: what belongs to strangers is refused on arrival."""

from collections.abc import Collection, Mapping

from bot.context import NO_SPACE
from bot.core.args import Parameter
from bot.core.call import Call
from bot.core.errors import BadArguments, Refusal
from bot.core.ids import GroupId, MemberId, SpaceId, name_in, space_of
from bot.core.kinds import Names
from bot.core.member import Member
from bot.core.reply import Responder
from bot.dispatcher.asking import Asked
from bot.store import members
from bot.store.unit import Unit

_STRANGE: Mapping[Names, str] = {
    "member": "That person isn't in this group anymore.",
    "account": "That account isn't linked to you anymore.",
    "group": "You aren't in that group anymore.",
}


async def resolve(asked: Asked, unit: Unit, joined: Member | None, responder: Responder) -> dict[str, str]:
    """The Call's values, each channel by its platform's own id.

    Raises:
        BadArguments: there's no such channel in the caller's space.
        Refusal: a member, an account or a group that isn't theirs to name.
    """
    values = asked.call.values
    found = dict(values)
    for parameter in asked.command.parameters:
        text, what = values.get(parameter.name, "").strip(), parameter.kind.names
        if not text or not what:
            continue
        if what == "channel":
            found[parameter.name] = await _channel(parameter, text, asked.space, responder)
        elif not await _is_known(what, text, unit, joined, asked.groups):
            raise Refusal(_STRANGE[what], Call(path="today"), "Today")
    return found


async def _channel(parameter: Parameter, text: str, space: SpaceId | None, responder: Responder) -> str:
    if space is None:
        raise Refusal(NO_SPACE)
    try:
        channel = await responder.find_channel(parameter.read(text))
    except ValueError as error:
        raise BadArguments({parameter.name: str(error)}) from None
    if space_of(channel) != space:
        raise BadArguments({parameter.name: "That channel isn't in this space. Pick one of its own."})
    return name_in(channel)


async def _is_known(
    what: Names, text: str, unit: Unit, joined: Member | None, groups: Collection[GroupId]
) -> bool:
    if what == "member":
        return await members.MEMBERS.get(unit, MemberId(text)) is not None
    if what == "account":
        return joined is not None and text in joined.accounts
    return GroupId(text) in groups
