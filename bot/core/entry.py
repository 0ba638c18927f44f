"""Entry: a stored Call that is to be done or said. Job: an entry that comes again, or later."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import TypeAdapter

from bot.core.values import AccountId, Call, ChannelId, Frozen, GroupId, MemberId
from bot.core.wall_time import EVERY_DAY, Wall, local_date

ENTRY_VERSION = 1
TRIES = 5
"""After so many failures an entry is set aside with its reason."""
LATE = dt.timedelta(hours=2)
"""How long after its instant a message is still worth sending, unless it says otherwise."""


class To(Frozen):
    """Whom a message is for: a member, a channel, several members in a place that they share, or the account of
    somebody who isn't a member.

    `way` says how a member is reached: by DM, in their App Home, or not at all: `look` only asks the platform
    whether they are still there, `book` for a place and a date at which they can meet. `topic` names a shared
    place; the same name is the same place. For a channel it names a thread in it.
    """

    member: MemberId | None = None
    channel: ChannelId | None = None
    account: AccountId | None = None
    people: tuple[MemberId, ...] = ()
    topic: str = ""
    opens: str = ""
    """Of entries that 0.1.0 stored: nothing begins a thread below a message anymore."""
    way: Literal["dm", "home", "look", "book"] = "dm"


class Entry(Frozen):
    """`to` set: a message, built when it is sent. `to` None: work. `id` says what it means and adds it once."""

    id: str
    group: GroupId
    to: To | None
    call: Call
    due: dt.datetime
    expires: dt.datetime
    about: MemberId | None = None
    """The member whose forgetting takes work away with it; a message belongs to its addressee."""
    missed: dt.datetime | None = None
    """The first earlier instant of the same job that was missed, when the bot was down for longer."""
    tries: int = 0
    reason: str = ""
    """Why the last try failed."""
    again: bool = False
    """Whether a worker that is gone may have sent it, before it had to wait."""
    v: int = ENTRY_VERSION

    @property
    def owner(self) -> MemberId | None:
        """Whose this entry is: a member's, or the group's."""
        return self.to.member if self.to else self.about


class Job(Frozen):
    """What the agenda holds: a wall-time rule that makes entries, or one entry that waits (`held`)."""

    name: str
    group: GroupId
    to: To | None
    call: Call
    rule: Wall | None = None
    held: Entry | None = None
    fresh: bool = False
    """Whether the entry that waits has yet to be added for the first time (else it only comes back)."""
    late: int = int(LATE.total_seconds())
    """Seconds after its instant at which an entry of this job expires."""
    v: int = ENTRY_VERSION

    @property
    def owner(self) -> MemberId | None:
        """The member whose zone, pause and forgetting move this job."""
        if self.held is not None:
            return self.held.owner
        return self.to.member if self.to else None

    @property
    def key(self) -> str:
        return job_key(self.group, self.owner, self.name)

    def entry(self, due: dt.datetime) -> Entry:
        """The entry of this job for the instant `due`; its id names the local date meant.

        Not the time: who moves a rule to later on the same day has had that day's message.
        """
        if self.held is not None:
            return self.held
        zone = self.rule.zone if self.rule else "UTC"
        return Entry(
            id=entry_id(self.owner, self.name, local_date(due, zone).isoformat()),
            group=self.group,
            to=self.to,
            call=self.call,
            due=due,
            expires=due + dt.timedelta(seconds=self.late),
        )


_MANY = TypeAdapter(list[Entry])


def read_entries(bodies: Sequence[bytes], context: Mapping[str, Any]) -> list[Entry | None]:
    """Stored entries; None for one that cannot be read. Many at once take three quarters of what each takes alone."""
    try:
        found = _MANY.validate_json(b"[%b]" % b",".join(bodies), context=dict(context))
    except ValueError:  # one of them
        found = []
    if len(found) == len(bodies):
        return list(found)
    each: list[Entry | None] = []
    for body in bodies:
        try:
            each.append(Entry.model_validate_json(body, context=dict(context)))
        except ValueError:
            each.append(None)
    return each


_NO_VALUES = ',"private":[],"values":{}'
"""A Call without values, as pydantic writes it; within a text the quotes would be escaped."""


def pack(what: Entry | Job, context: Mapping[str, Any]) -> str:
    """As it is stored: what goes without saying is left out, which is a third of it; its version never is."""
    text = what.model_dump_json(exclude_defaults=True, context=dict(context)).replace(_NO_VALUES, "")
    return text if what.v != ENTRY_VERSION else f'{text[:-1]},"v":{what.v}}}'


_SHORT = '{"v":2,"j":"'
"""Begins a job of the common kind. An older program takes it for a newer one's, and leaves it alone."""


def pack_job(job: Job, context: Mapping[str, Any]) -> str:
    """A job as it is stored under its key. The common kind, a member's message by a daily rule, is a line that does
    not say again what the key says: a quarter of the JSON."""
    if not _is_common(job):
        return pack(job, context)
    rule = job.rule
    assert rule is not None  # noqa: S101 - narrows the type
    days = "" if rule.days == EVERY_DAY else f" {''.join(map(str, rule.days))}"
    text = f"{job.call.path} {rule.at:%H:%M} {rule.zone}{days}"
    if " " in job.call.path + rule.zone or json.dumps(job.key + text) != f'"{job.key}{text}"':
        return pack(job, context)
    return f'{_SHORT}{text}"}}'


def _is_common(job: Job) -> bool:
    rule, to = job.rule, job.to
    if rule is None or to is None or to.member is None or job.held is not None:
        return False
    usual = (job.fresh, job.late, job.v) == (False, int(LATE.total_seconds()), ENTRY_VERSION)
    by_the_day = rule.date is None and not (rule.at.second or rule.at.microsecond)
    nothing_else = to == To(member=to.member) and job.call == Call(path=job.call.path)
    return usual and by_the_day and nothing_else and "/" not in job.group + to.member


def spell_out(key: str, body: bytes) -> bytes:
    """A job's JSON, also where only a line is stored under its key; empty where the line cannot be read."""
    if not body.startswith(_SHORT.encode()):
        return body
    path, at, zone, days = [*body.decode(errors="replace")[len(_SHORT) : -2].split(" "), "", "", "", ""][:4]
    group, owner, name = [*key.split("/", 2), "", ""][:3]
    each = f',"days":[{",".join(days)}]' if days else ""
    return (
        f'{{"name":"{name}","group":"{group}","to":{{"member":"{owner}"}},"call":{{"path":"{path}"}},'
        f'"rule":{{"at":"{at}","zone":"{zone}"{each}}}}}'
    ).encode()


def work_entry(
    group: GroupId, call: Call, *meaning: str, now: dt.datetime, about: MemberId | None = None
) -> Entry:
    """Work that is to be done now, once for each `meaning`, and within a week."""
    return Entry(
        id=entry_id(about, call.path, *meaning),
        group=group,
        to=None,
        call=call,
        due=now,
        expires=now + dt.timedelta(days=7),
        about=about,
    )


def job_key(group: GroupId, owner: MemberId | None, name: str) -> str:
    return f"{group}/{owner or '-'}/{name}"


def entry_id(owner: MemberId | None, *meaning: str) -> str:
    """An id from what an entry means: `<member>/reminder/2026-11-24`."""
    return "/".join([owner or "-", *meaning])


def alias(who: MemberId) -> str:
    """A member in an entry's meaning, which is remembered for longer than who is forgotten. Their id is random, so
    it can't be guessed from this; without a key, because what an entry draws follows from its id."""
    return hashlib.sha256(who.encode()).hexdigest()[:16]
