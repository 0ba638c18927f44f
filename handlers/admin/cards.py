"""All words for organisers, and the invitation."""

import datetime as dt
import textwrap
from collections.abc import Sequence

from bot.core.call import Call
from bot.core.card import LINE_LENGTH, Button, Card, Items, Line, Person, Text, buttons, card, items, line
from bot.core.ids import ChannelId, name_in
from bot.core.member import Group, Member
from bot.core.when import local_date
from bot.store.outbox import Depth
from handlers.admin.calls import EditInvitation, Health, Members, PostInvitation, Report, Setup
from handlers.admin.report import FEW, Counted
from handlers.admin.report import Report as Counts
from handlers.checklist.cards import short

NAME = 22
"""Characters of a channel's name that fit on a line beside everything else."""
INVITATION = "Practise for interviews in 15 minutes a day. Only those who press Join hear from me."


def propose(channel: str, zone: str, country: str) -> Card:
    """The questions of the set-up, answered by a guess."""
    use = Setup(channel=channel, zone=zone, country=country or "")
    return card(
        f"I would post in {short(channel, NAME)}, in {zone} time, with {_holidays(country)}.",
        "Nobody is enrolled by this: only those who press Join hear from me.",
        buttons(
            Button(label="Use these settings", call=use.call(), style="main"),
            Button(label="Change them", call=use.call(ask=True)),
        ),
    )


def _holidays(country: str) -> str:
    return f"the public holidays of {country}" if country else "no public holidays"


def done(group: Group, invitation: Sequence[Line], members: int) -> Card:
    """What is set, and the invitation as it will be posted; `members` is how many have joined."""
    where = short(name_in(group.channel), NAME) if group.channel else "no channel"
    enrolled = "Nobody is enrolled yet" if not members else f"Enrolled so far: {members}"
    return card(
        f"Saved: {where}, {group.zone}, {_holidays(group.country)}. {enrolled}. This is the invitation:",
        *invitation,
        buttons(
            Button(label=f"Post in {where}", call=PostInvitation().call(), style="main"),
            Button(label="Edit the text", call=EditInvitation().call(ask=True)),
        ),
    )


def words(own: str | None) -> Sequence[Line]:
    """The invitation's words, in lines: the organiser's own, or ours."""
    return [(text,) for text in textwrap.wrap(own or INVITATION, LINE_LENGTH)]


def invitation(text: Sequence[Line]) -> Card:
    return card(
        *text,
        buttons(
            Button(label="Join", call=Call(path="start"), style="main"),
            Button(label="What do you keep?", call=Call(path="privacy.show")),
        ),
    )


def posted(channel: ChannelId) -> Card:
    return card(
        f"Posted in {name_in(channel)}.", buttons(Button(label="Show members", call=Members().call()))
    )


def no_channel() -> Card:
    return card(
        "Tell me first where I post.", buttons(Button(label="Set up", call=Setup().call(), style="main"))
    )


def members(total: int, shown: Sequence[Member], page: int, more: bool, now: dt.datetime) -> Card:
    if not total:
        return card(
            "Nobody has joined yet. Only those who press Join are enrolled.",
            buttons(Button(label="Post the invitation", call=PostInvitation().call(), style="main")),
        )
    people = _people(total)
    rows = [line(Person(name=m.name), f", {m.zone}{_paused(m, now)}{_dm(m)}") for m in shown]
    following = Button(label="More", spoken="More members", call=Members(page=page + 1).call())
    return card(
        people if page == 1 else f"{people} Page {page}.", items(*rows), buttons(following if more else None)
    )


def _people(count: int) -> str:
    return "1 member." if count == 1 else f"{count} members."


def _paused(member: Member, now: dt.datetime) -> str:
    return ", paused" if member.paused(local_date(now, member.zone)) else ""


def _dm(member: Member) -> str:
    return ", DMs closed" if member.dm_open is False else ""


def health(depth: Depth, members: int, reasons: Sequence[str], embedded: bool) -> Card:
    place = "built-in Redis, saved on this machine" if embedded else "the Redis server of LOOPMATE_REDIS_URL"
    trouble = [f"Set aside after five tries: {depth.dead}. {'; '.join(reasons[:2])}" if depth.dead else ""]
    trouble += [f"Alarm: in no list: {depth.lost}. Keep the logs and report it." if depth.lost else ""]
    found: list[str] = [t for t in trouble if t]
    listed: Items | Text = items(*found) if found else Text(line=("Nothing is wrong.",))
    return card(
        f"{_people(members)} Waiting to be sent: {depth.waiting}, being sent: {depth.working}.",
        f"State lies in {place}.",
        listed,
        buttons(
            Button(label="Look again", call=Health().call()),
            Button(label="Help", call=Call(path="admin.help")),
        ),
    )


BY_FEW = f"by fewer than {FEW} members"


def report(counts: Counts) -> Card:
    """How the group did in the last seven days."""
    return card(
        f"The last 7 days in counts. A count with fewer than {FEW} members behind it is not shown.",
        f"Members: {counts.members}.",
        f"Active members: {_shown(counts.active) or f'fewer than {FEW}'}.",
        f"Tasks finished: {_shown(counts.tasks) or BY_FEW}.",
        f"Quiz questions answered, each counted once a member: {_shown(counts.questions) or BY_FEW}.",
        f"Mocks paired, those to come included: {_shown(counts.mocks) or BY_FEW}.",
        buttons(
            Button(label="Count again", call=Report().call()),
            Button(label="Show members", call=Members().call()),
        ),
    )


def _shown(found: Counted) -> str:
    return "" if found.shown is None else str(found.shown)
