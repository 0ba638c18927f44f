"""Who is who. In a group: its members, their accounts, itself; each member's ledger, and what they used when.

Outside groups: a directory of which group a space belongs to, which groups an account is in, and whose a code
is. It is written by calls that may be repeated, and never inside a commit.
"""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any, Literal

from bot.core.kinds import Kind, picked
from bot.core.member import Account, Group, Member
from bot.core.registry import encode_token
from bot.core.text import echo
from bot.core.values import AccountId, Call, Frozen, GroupId, MemberId, Private, SpaceId, new_id
from bot.core.wall_time import instant_of, is_known, local_date, to_ms
from bot.store import keys
from bot.store.expiry import SHORT
from bot.store.repo import NOBODY, Repo
from bot.store.store import Store, Unit
from bot.store.wire import pairs

MEMBERS = Repo("members", Member, owned_by="id")
ACCOUNTS = Repo("accounts", Account, owned_by="member")
GROUPS = Repo("group", Group, owned_by=NOBODY, mentions=("organisers", "contact"), one_for_all=True)
THE_GROUP = "group"


class Kept(Frozen):
    """A Call that waits for its button, or a text that waits for a correction: encrypted, until `expires`."""

    member: MemberId
    call: Private[str]
    private: bool = False
    """Whether only the member may press it, for instance because it holds what they typed in confidence."""
    expires: dt.datetime


KEPT = Repo("kept", Kept, owned_by="member", expires=lambda kept: kept.expires if kept.private else None)


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
    """The group's record, or what it would be before anybody set it up; in UTC while its zone isn't known here."""
    known = await GROUPS.get(unit, THE_GROUP) or Group(id=unit.group, spaces=())
    if known.lost_zone and is_known(known.lost_zone):
        return known.in_zone(known.lost_zone)
    return known if is_known(known.zone) else known.in_zone("UTC", lost=known.zone)


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


def keep(unit: Unit, owner: MemberId, call: Call, chance: Random, *, owned: bool = False) -> str:
    """Keeps a Call, as ciphertext, and returns the button's text that stands for it.

    What somebody typed in confidence, or what is `owned`, only they may press, for 30 minutes. Anything else
    is kept as long as a button is pressed.
    """
    token = new_id(chance, 16)
    private = owned or bool(call.private & call.values.keys())
    body = Call(path=call.path, values=call.values, ask=call.ask, page=call.page).model_dump_json()
    expires = unit.now + (SHORT if private else dt.timedelta(days=14))
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


async def uses_of(unit: Unit, member: MemberId, *repos: Repo[Any]) -> set[tuple[dt.date, str]]:
    """The commands of these capabilities that the member used, each with the local day."""
    records = [await repo.get(unit, member) for repo in repos]
    return {use for record in records if record is not None for use in record.uses()}


# the directory


class Directory:
    """Look-ups by the names that platforms use."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def group_of(self, space: SpaceId) -> GroupId:
        """The group of a space; a space that nobody knows gets a new group of its own."""
        if known := await self.find_group(space):
            return known
        fresh = new_id(self._store.chance)
        by_another = await self._store.pipe("SET", keys.space(space), fresh, "NX", "GET")
        return GroupId(by_another.decode() if by_another else fresh)

    async def find_group(self, space: SpaceId) -> GroupId | None:
        """The group of a space, if it has one."""
        found = await self._store.pipe("GET", keys.space(space))
        return GroupId(found.decode()) if found is not None else None

    async def join(self, space: SpaceId, group: GroupId) -> None:
        """Notes that the space belongs to the group."""
        await self._store.pipe("SET", keys.space(space), group)

    async def drop(self, space: SpaceId, group: GroupId) -> None:
        """The space does not belong to the group anymore; one that has moved on meanwhile stays where it is."""
        if await self.find_group(space) == group:
            await self._store.pipe("DEL", keys.space(space))

    async def groups_of(self, account: AccountId) -> list[GroupId]:
        """The groups of an account, the one used last first."""
        used = await self._read_uses(account)
        return sorted(used, key=lambda group: -used[group])

    async def mark_used(self, account: AccountId, group: GroupId, now: dt.datetime) -> None:
        """Notes that the account is in the group and used it now, after all others, also in the same millisecond."""
        others = [at for known, at in (await self._read_uses(account)).items() if known != group]
        await self._store.pipe(
            "HSET", keys.user(account), group, max([to_ms(now), *(at + 1 for at in others)])
        )

    async def _read_uses(self, account: AccountId) -> dict[GroupId, int]:
        flat = await self._store.pipe("HGETALL", keys.user(account))
        return {GroupId(group.decode()): int(at) for group, at in pairs(flat)}

    async def leave(self, account: AccountId, group: GroupId) -> None:
        await self._store.pipe("HDEL", keys.user(account), group)

    async def put_code(self, hash_: str, group: GroupId) -> None:
        """The code with this hash is one of the group's."""
        key = keys.code(hash_)
        await self._store.pipe("HSET", key, "group", group)
        await self._store.pipe("EXPIRE", key, 86_400)  # when nobody can use it anymore: `CODE_VALID` decides

    async def find_by_code(self, hash_: str) -> GroupId | None:
        """The group that made the code, if any is known."""
        found = await self._store.pipe("HGET", keys.code(hash_), "group")
        return GroupId(found.decode()) if found is not None else None

    async def drop_code(self, hash_: str) -> None:
        await self._store.pipe("DEL", keys.code(hash_))


# codes that people carry from one platform to another: short, without letters that look alike, for one use. The
# directory knows a code by its keyed hash alone, so that who reads the store cannot use one

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which people mistake for each other."""
CODE_LENGTH = 6
CODE_VALID = dt.timedelta(minutes=10)
CODE_EXAMPLE = "K7QX-29"


def new_code(chance: Random) -> str:
    """One of about a thousand million: `K7QX-29`."""
    drawn = "".join(chance.choices(CODE_ALPHABET, k=CODE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def read_code(text: str) -> str:
    """A code as somebody types it, in any case, with or without its dash; a `code=` pasted along isn't part of it.

    Raises:
        ValueError: it cannot be one; in words.
    """
    bare = "".join(c for c in text.upper() if not c.isspace() and c not in "-–—")
    bare = bare.removeprefix("CODE=").removeprefix("CODE:")
    if len(bare) != CODE_LENGTH or any(c not in CODE_ALPHABET for c in bare):
        raise ValueError(f"{echo(text)} isn't a code. One looks like {CODE_EXAMPLE}.")
    return f"{bare[:4]}-{bare[4:]}"


CODE = Kind("code", read_code, example=CODE_EXAMPLE, longest=40)


def hash_code(store: Store, code: str) -> str:
    """What is kept of a code."""
    return store.vault.hash_id(f"code/{code}")
