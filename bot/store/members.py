"""The profile's records: members, their accounts, the group itself; each member's ledger, and what they used when."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any, Literal, TypeVar

from bot.core.kinds import picked
from bot.core.member import Account, Activity, Group, Member
from bot.core.registry import encode_token
from bot.core.values import AccountId, Call, Frozen, MemberId, Private, new_id
from bot.core.when import instant_of, local_date
from bot.store.expiry import SHORT
from bot.store.repo import NOBODY, Repo
from bot.store.store import Unit

MEMBERS = Repo("members", Member, owned_by="id")
ACCOUNTS = Repo("accounts", Account, owned_by="member")
GROUPS = Repo("group", Group, owned_by=NOBODY, mentions=("organisers", "contact"), one_for_all=True)
THE_GROUP = "group"


class Kept(Frozen):
    """A Call that waits for its button, or a text that waits for a correction: encrypted, until `expires`."""

    member: MemberId
    call: Private[str]
    private: bool = False
    """Whether it holds what somebody typed in confidence: then only they may press it."""
    expires: dt.datetime


KEPT = Repo("kept", Kept, owned_by="member", expires=lambda kept: kept.expires if kept.private else None)
BUTTONS_FOR = dt.timedelta(days=14)


async def find(unit: Unit, account: AccountId) -> Member | None:
    """The member behind an account of this group."""
    known = await ACCOUNTS.get(unit, account)
    return await MEMBERS.get(unit, known.member) if known else None


async def find_named(unit: Unit, name: str) -> list[Member]:
    """The members who are called `name`, or the one who was picked from a list; by the time they joined."""
    everyone, who = (await MEMBERS.all(unit)).values(), picked(name)
    same = [m for m in everyone if (m.id == who if who else m.name.casefold() == name.casefold())]
    return sorted(same, key=lambda m: (m.joined, m.id))


async def group(unit: Unit) -> Group:
    """The group's record, or what it would be before anybody set it up."""
    return await GROUPS.get(unit, THE_GROUP) or Group(id=unit.group, spaces=())


def put_group(unit: Unit, value: Group) -> None:
    GROUPS.put(unit, THE_GROUP, value)


def change(unit: Unit, member: Member, **changes: Any) -> Member:
    """The member with other settings, written."""
    changed = member.copy_with(**changes)
    MEMBERS.put(unit, member.id, changed)
    return changed


async def note_presence(unit: Unit, member: Member) -> None:
    """Notes that a member is here: once a day, and once more after the hour of their list."""
    now, seen = unit.now, member.seen
    day = local_date(now, member.zone)
    same = seen is not None and local_date(seen, member.zone) == day
    if seen is not None and same and not seen < instant_of(day, member.at, member.zone) <= now:
        return
    if (known := await MEMBERS.get(unit, member.id)) is not None:
        change(unit, known, seen=now)


def change_group(unit: Unit, known: Group, **changes: Any) -> Group:
    """The group's record with other fields, written."""
    changed = known.copy_with(**changes)
    put_group(unit, changed)
    return changed


def keep(unit: Unit, owner: MemberId, call: Call, chance: Random) -> str:
    """Keeps a Call, as ciphertext, and answers the button's text that stands for it.

    What somebody typed in confidence is kept for 30 minutes, anything else as long as a button is pressed.
    """
    token = new_id(chance, 16)
    private = bool(call.private & call.values.keys())
    body = Call(path=call.path, values=call.values, ask=call.ask, page=call.page).model_dump_json()
    expires = unit.now + (SHORT if private else BUTTONS_FOR)
    KEPT.put(unit, token, Kept(member=owner, call=Private(body), private=private, expires=expires))
    return encode_token(unit.group, token)


async def find_kept(unit: Unit, token: str, presser: MemberId) -> Call | None:
    """The Call under a token, or None when it has expired, or is private and not the presser's."""
    found = await KEPT.get(unit, token)
    if found is None or found.expires <= unit.now or (found.private and found.member != presser):
        return None
    return Call.model_validate_json(found.call.value)


# the ledger: what became of a member's last 50 messages. It shows; `seen` decides

Outcome = Literal["sent", "late", "skipped", "held", "closed", "gone", "alone", "failed"]


class LedgerLine(Frozen):
    """`due` is when it was meant, `at` when its outcome was known, `path` which message it was."""

    at: dt.datetime
    due: dt.datetime
    path: str
    outcome: Outcome
    where: str = ""
    why: str = ""
    ref: str = ""
    """The platform's id of the message that was sent."""


def write_ledger(unit: Unit, member: MemberId, entry: LedgerLine) -> None:
    unit.ledger(member, entry.model_dump_json(exclude_defaults=True))


async def read_ledger(unit: Unit, member: MemberId) -> list[LedgerLine]:
    """Newest first."""
    return list(await iterate_ledger(unit, member))


async def iterate_ledger(unit: Unit, member: MemberId) -> Iterator[LedgerLine]:
    """Newest first, parsed one by one: for who stops at a line, which is one of the first as a rule."""
    return map(LedgerLine.model_validate_json, await unit.read_ledger(member))


# activity: which commands a member used on which local day

A = TypeVar("A", bound=Activity)


async def note_use(repo: Repo[A], unit: Unit, member: MemberId, spec: str, day: dt.date) -> None:
    """The member used a command of this capability on this local day."""
    known = await repo.get(unit, member) or repo.model()
    if (fresh := known.with_use(spec, day)) != known:
        repo.put(unit, member, fresh)


async def uses_of(unit: Unit, member: MemberId, *repos: Repo[Any]) -> set[tuple[dt.date, str]]:
    """The commands of these capabilities that the member used, each with the local day."""
    records = [await repo.get(unit, member) for repo in repos]
    return {use for record in records if record is not None for use in record.uses()}
