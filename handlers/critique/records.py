"""The newest draft, for half an hour, and on which days somebody asked. The text is under a token among what
is kept for a while: it is encrypted, unreadable once it has expired, and deleted within a minute after it."""

import datetime as dt
from random import Random

from pydantic import ConfigDict

from bot.core.member import Activity
from bot.core.registry import take_apart
from bot.core.values import Call, MemberId
from bot.store import members
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from handlers.critique.calls import Again, Bullet, Draft


class Practice(Activity):
    """When bullets were critiqued, where the newest draft is kept, which of its findings were contested. Earlier
    versions stored how often in all, too."""

    model_config = ConfigDict(extra="ignore")
    days: tuple[dt.date, ...] = ()
    token: str = ""
    contested: tuple[str, ...] = ()

    def uses(self) -> set[tuple[dt.date, str]]:
        return {(day, Bullet.path) for day in self.days}

    def with_use(self, spec: str, day: dt.date) -> "Practice":  # noqa: ARG002 - there is but one
        days = tuple(dict.fromkeys([*self.days, day]))[-8:]  # the checklist looks back a week
        return self.copy_with(days=days)


PRACTICE = Repo("critique", Practice, owned_by=KEY)


async def draft(unit: Unit, member: MemberId) -> str | None:
    """The newest draft, or None when it has expired, was forgotten or never was."""
    token = (await PRACTICE.get_or_new(unit, member)).token
    call = await members.find_kept(unit, token, member) if token else None
    return call.values["text"] if call else None


async def keep(unit: Unit, member: MemberId, text: Draft, chance: Random) -> None:
    """Keeps a draft in place of the one before, whose text goes at once."""
    known = await PRACTICE.get_or_new(unit, member)
    if known.token:
        members.KEPT.delete(unit, known.token)
    kept = take_apart(members.keep(unit, member, Bullet(text=text).call(), chance))
    token = kept.token if kept else None
    PRACTICE.put(unit, member, known.copy_with(token=token or "", contested=()))


async def contest(unit: Unit, member: MemberId, rule: str) -> bool:
    """Counts a disagreement for the group, once for each draft; whether it was new."""
    known = await PRACTICE.get_or_new(unit, member)
    if rule in known.contested:
        return False
    unit.add(f"disagree/{rule}")
    PRACTICE.put(unit, member, known.copy_with(contested=(*known.contested, rule)))
    return True


async def forget(unit: Unit, member: MemberId) -> bool:
    """Deletes every draft of a member, also one that waits in a refused form; whether there was any."""
    known = await PRACTICE.get_or_new(unit, member)
    mine = {t: kept.call.value for t, kept in (await members.KEPT.all(unit)).items() if kept.member == member}
    paths = {token: Call.model_validate_json(call).path for token, call in mine.items()}
    drafts = [token for token, path in paths.items() if path in (Bullet.path, Again.path)]
    for token in drafts:
        members.KEPT.delete(unit, token)
    if known.token:
        PRACTICE.put(unit, member, known.copy_with(token=""))
    return bool(drafts)
