"""Pure: settings from arguments, a member's data as files."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from bot.core.dates import write_date
from bot.core.errors import BadArguments
from bot.core.member import Group, Member
from bot.core.text import number_alike, one_line
from bot.core.values import AccountId, GroupId, MemberId, platform_of
from handlers.member.calls import Interview, Settings, Start

NAME = 24
"""Characters of a display name that fit on a card's line next to everything else."""


def new_member(
    args: Start, zone: str, *, member: MemberId, name: str, account: AccountId, now: dt.datetime
) -> Member:
    """A member with what was given, and defaults that need no answer."""
    return Member(
        id=member,
        name=one_line(name, NAME) or "someone",
        zone=zone,
        joined=now,
        seen=now,
        accounts=(account,),
        minutes=args.minutes,
        days=args.days,
        quiet=args.quiet,
        level=args.level or "",
        **({args.event or "date": args.date} if args.date else {}),
        **({"rounds": args.rounds} if args.rounds else {}),
    )


def with_settings(member: Member, args: Settings) -> Member:
    given = {name: getattr(args, name) for name in args.model_fields_set - {"event", "date"}}
    known = {k: v for k, v in given.items() if v is not None or k == "quiet"}
    return member.copy_with(**known, **_date_fields(member, args))


def _date_fields(member: Member, args: Settings) -> dict[str, dt.date | None]:
    """The date that was given, by what it is; `event` alone says what the date is that is there already. None that
    was given isn't a date anymore: of the event, else of what nobody said what it is, else of either."""
    if "date" in args.model_fields_set and args.date is None:
        return dict.fromkeys([args.event] if args.event else ["date"] if member.date else get_args(Interview))
    date = args.date or member.date
    if args.event is None:
        return {"date": args.date} if args.date else {}
    if date is None:
        raise BadArguments({"date": f"Which day is your {args.event}? Write it as in date=2027-03-01."})
    return {args.event: date, **({"date": None} if date == member.date else {})}


def out_of_order(member: Member) -> dict[str, str]:
    """What is wrong with dates that can't follow each other: field -> sentence."""
    screen, onsite, decision = member.screen, member.onsite, member.decision
    if screen and onsite and onsite < screen:
        return {"onsite": f"The onsite comes after the screen. Write a day after {write_date(screen)}."}
    last = max((d for d in (screen, onsite) if d), default=None)
    if last and decision and decision < last:
        return {"decision": f"A decision follows the interviews. Write a day after {write_date(last)}."}
    return {}


def platform_name(account: AccountId) -> str:
    return platform_of(account).capitalize()


def account_names(accounts: Sequence[AccountId]) -> dict[AccountId, str]:
    """What accounts are called, each by its platform, with a number where there are several on one."""
    return dict(zip(accounts, number_alike(map(platform_name, accounts)), strict=True))


def group_names(groups: Sequence[Group]) -> dict[GroupId, str]:
    """What groups are called; a number tells those of one name apart."""
    names = number_alike(g.name or "a group without a name" for g in groups)
    return {g.id: name for g, name in zip(groups, names, strict=True)}


def place_of(zone: str) -> str:
    """How a zone is called on a button: `Berlin` of `Europe/Berlin`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def count_records(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """How many records there are of each kind of an export; of the quiz, how many answers it holds, and of a
    portfolio, how many stories and projects."""
    counts = {kind: len(found) for kind, found in records.items()}
    if "quiz" in records:
        tallies = (t for one in records["quiz"] for t in one.get("tallies", {}).values())
        counts["quiz"] = sum(t.get(how, 0) for t in tallies for how in ("right", "wrong", "unsure"))
    if "stories" in records:
        counts["stories"] = sum(
            len(one[part]) for one in records["stories"] for part in ("stories", "projects")
        )
    return counts


def archive(records: dict[str, list[dict[str, Any]]], texts: Iterable[str], made: dt.datetime) -> bytes:
    """The zip of an export: what the member wrote as text, everything as JSON.

    The file's own times are the export's, so the same data gives the same bytes.
    """
    rows = "\n".join(f"- {name}: {len(found)}" for name, found in sorted(records.items()))
    files = {
        "readme.txt": f"Everything that Loopmate keeps about you, made {made:%Y-%m-%d %H:%M} UTC.\n\n"
        "texts.txt     what you wrote, as text\n"
        "records.json  everything, for programs\n\n"
        f"Kinds of records and how many:\n{rows}",
        "texts.txt": "\n\n---\n\n".join(texts) or "You have no texts here.",
        "records.json": json.dumps(records, indent=2, ensure_ascii=False, sort_keys=True),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, body in files.items():
            zipped.writestr(zipfile.ZipInfo(name, date_time=made.timetuple()[:6]), body + "\n")
    return out.getvalue()
