"""Admission: limits on how often somebody may ask, access to commands, and references to what is theirs to name."""

import datetime as dt
from collections import OrderedDict, deque
from collections.abc import Collection, Hashable, Mapping

from bot.context import NO_SPACE
from bot.core.command import Access, Command, Parameter
from bot.core.errors import BadArguments, Refusal
from bot.core.kinds import Names, pick, picked
from bot.core.member import Member
from bot.core.reply import Responder
from bot.core.values import AccountId, Call, GroupId, MemberId, SpaceId, account_id, name_in, space_of
from bot.core.when import local_date
from bot.dispatcher.request import Request
from bot.store import members
from bot.store.store import Unit

_KEYS = 50_000
"""Windows kept at once; the least recently used one makes room."""
STRANGER = "That person isn't a member of this group, or has left it. Pick somebody else."
_STRANGE: Mapping[Names, str] = {
    "member": "That person isn't in this group anymore.",
    "account": "That account isn't linked to you anymore.",
    "group": "You aren't in that group anymore.",
}


class RateWindow:
    """At most `most` events in any `seconds`, for each key; at most `keys` keys are remembered."""

    def __init__(self, most: int, seconds: float, keys: int = _KEYS) -> None:
        self._most = most
        self._keys = keys
        self._span = dt.timedelta(seconds=seconds)
        self._seen: OrderedDict[Hashable, deque[dt.datetime]] = OrderedDict()

    def wait(self, key: Hashable, now: dt.datetime, most: int = 0) -> dt.timedelta:
        """How long until `key` may go on; zero if it may now."""
        times, most = self._times(key, now), most or self._most
        return times[-most] + self._span - now if len(times) >= most else dt.timedelta()

    def count(self, key: Hashable, now: dt.datetime) -> None:
        """Counts one event of `key`."""
        self._times(key, now).append(now)

    def _times(self, key: Hashable, now: dt.datetime) -> deque[dt.datetime]:
        times = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        if times and times[-1] > now:  # the clock was set back: what it said before would hold for hours
            times.clear()
        while times and now - times[0] >= self._span:
            times.popleft()
        if len(self._seen) > self._keys:
            self._seen.popitem(last=False)
        return times


class RateLimits:
    """20 Calls in 10 s a member and 3 heavy ones a minute; a group 2 a member in 10 s, never less than 200.

    In a flood a refused Call is answered once in 10 s; what comes in between is dropped without a word, on purpose:
    an answer to a flood is a flood. A heavy one too many is no flood: it's answered, and counts towards one.
    """

    def __init__(self) -> None:
        self._member = RateWindow(20, 10)
        self._heavy = RateWindow(3, 60)
        self._group = RateWindow(200, 10)
        self._told = RateWindow(1, 10)

    def wait(
        self, who: Hashable, group: GroupId, size: int, *, heavy: bool, exempt: bool, now: dt.datetime
    ) -> dt.timedelta:
        """Zero and counted if the Call may run, else how long to wait. `exempt`: not held to the group's."""
        waits = [self._member.wait(who, now)]
        if heavy:
            waits.append(self._heavy.wait(who, now))
        if not exempt:
            waits.append(self._group.wait(group, now, max(200, 2 * size)))
        if longest := max(waits):
            if heavy and not waits[0]:
                self._member.count(who, now)
            return longest
        self._member.count(who, now)
        self._group.count(group, now)
        if heavy:
            self._heavy.count(who, now)
        return dt.timedelta()

    def tell(self, who: Hashable, now: dt.datetime, *, heavy: bool = False) -> bool:
        """Whether a refusal is answered this time."""
        if heavy and not self._member.wait(who, now):
            return True
        if self._told.wait(who, now):
            return False
        self._told.count(who, now)
        return True


# who may do what


async def authorize(request: Request, unit: Unit, joined: Member | None, responder: Responder) -> None:
    """Raises Refusal where the command isn't open to the caller."""
    access = request.command.access
    if access is Access.MEMBER and joined is None:
        raise Refusal(
            "You haven't joined yet. It takes a minute, and you can leave anytime.",
            Call(path="start"),
            "Join",
        )
    if access is Access.ORGANISER and not (
        (joined is not None and joined.id in (await members.group(unit)).organisers)
        or await request.organises(responder)
    ):
        raise Refusal(
            "That's for the people who organize this group. Here's what you can do:",
            Call(path="help"),
            "Help",
        )


# references: what a Call's values name, looked up where its caller is at home; what belongs to strangers is refused


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
            found[parameter.name] = await _channel(parameter, text, request.space, responder)
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


async def _person(parameter: Parameter, text: str, unit: Unit, asker: AccountId) -> str:
    """A name as it was typed; a person picked from the platform's list is a member, or isn't known here."""
    try:
        read = parameter.kind.parse(text)
    except ValueError as error:
        raise BadArguments({parameter.name: str(error)}) from None
    who = picked(read)
    if who is None:
        return str(read)
    member = await members.find(unit, account_id(space_of(asker), who))
    if member is None:
        raise BadArguments({parameter.name: STRANGER})
    return pick(member.id)


async def _is_known(
    what: Names, text: str, unit: Unit, joined: Member | None, groups: Collection[GroupId]
) -> bool:
    if what == "member":
        return await members.MEMBERS.get(unit, MemberId(text)) is not None
    if what == "account":
        return joined is not None and text in joined.accounts
    return GroupId(text) in groups
