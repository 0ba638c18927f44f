"""All words for organizers, and the invitation."""

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Instant,
    Line,
    Person,
    Quoted,
    Typed,
    buttons,
    card,
    items,
    line,
    pairs,
    quote_lines,
    small,
)
from bot.core.entry import Entry
from bot.core.errors import Refusal
from bot.core.layout import Page, page_of
from bot.core.member import FEW, Counted, Group, Member
from bot.core.reply import PlatformWords
from bot.core.text import many, number_alike, short_name, shorten, wrap_lines
from bot.core.values import Call, ChannelId, MemberId, Private
from bot.core.wall_time import Wall, local_date
from bot.store.outbox import Depth
from handlers.admin import calls
from handlers.admin.report import SILENT
from handlers.admin.report import Report as Counts
from handlers.channel.cards import remedy
from handlers.mocks.calls import RulesOf

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAME = 22
"""Characters of a channel's name that fit on a line next to everything else."""
ROW = 130
"""Characters of an entry of a list."""
TROUBLES = 3
MEMBERS = 5
"""Lines of a page."""
REASONS = 5
"""Different reasons that are listed of what was set aside."""
INVITATION = (
    "Preparing for ML interviews? I send you 15 minutes of practice a day, quiz you, improve your resume bullets, "
    "and find you mock partners. Only people who press Join hear from me. Organizers see who joined and the group's "
    "counts, not your answers. They see that you've gone quiet only if you allow it."
)


NO_CHANNEL = card("Tell me where to post first.", buttons(calls.Setup().button("Set up", style="main")))


def propose_setup(channel: str, country: str, pairing: Wall, wrap_up: Wall, *, called: str) -> Card:
    """The questions of the set-up, answered by a guess; `called` is what the channel is called here."""
    use = calls.Setup(
        channel=channel,
        zone=pairing.zone,
        country=country or "",
        pairing=(pairing.days[0], pairing.at),
        wrapup=(wrap_up.days[0], wrap_up.at),
    )
    return card(
        "Almost there: do these settings fit?",
        pairs(
            ("I'd post in", f"{shorten(called, NAME)}, in {pairing.zone} time"),
            ("Days off", _holidays(country)),
            ("Mock rounds", f"paired on {_weekly(pairing)}"),
            ("Wrap-up", f"on {_weekly(wrap_up)}, if there's news"),
        ),
        small("Nobody is enrolled until they press Join."),
        buttons(
            Button(label="Use these settings", call=use.call(), style="main"),
            Button(label="Change them", call=use.call(ask=True)),
        ),
    )


def _weekly(rule: Wall) -> str:
    return f"{DAYS[rule.days[0]]}s at {rule.at:%H:%M}"


def _holidays(country: str) -> str:
    return f"{country} public holidays" if country else "no public holidays"


def setup_summary(group: Group, invitation: str, members: int, *, called: str, name: str = "") -> Card:
    """What is set, and the invitation as it will be posted; `members` is how many have joined, `called` what the
    channel is called here, if there is one, `name` the card's own."""
    where = shorten(called, NAME) if called else "no channel"
    enrolled = "Nobody is enrolled yet." if not members else f"Enrolled so far: {members}."
    saved = f"Saved: {where}, {group.zone}, {_holidays(group.country)}. {enrolled} This is the invitation:"
    return card(saved, *quote_lines(invitation), _invitation_buttons(called, name))


def invitation_preview(invitation: str, called: str, name: str) -> Card:
    """The invitation as it will be posted in the channel; `name` is the card's own."""
    first = f"Ready to post in {shorten(called, NAME)}."
    return card(first, *quote_lines(invitation), _invitation_buttons(called, name))


def _invitation_buttons(called: str, name: str) -> Buttons | None:
    post = calls.PostInvitation(card=name).button(f"Post in {shorten(called, NAME)}", style="main")
    return buttons(post if called else None, calls.EditInvitation().button("Edit the text", ask=True))


def invitation(text: str) -> Card:
    return card(
        *wrap_lines(text),
        buttons(
            Button(label="Join", call=Call(path="start"), style="main"),
            Button(label="What do you keep?", call=Call(path="privacy.show")),
        ),
    )


def post_receipt(called: str, invite: str) -> Card:
    """`invite` is what brings the bot into a channel, where that's typed in the channel itself."""
    hint = f"Nothing there? Type {invite} in it, then press the button above again."
    return card(
        f"Posted in {called}.",
        small(hint) if invite else None,
        buttons(calls.Members().button("Show members")),
    )


def posted_already(again: calls.PostInvitation | calls.PostAnnouncement) -> Card:
    """To a button of a card that has posted: once more is asked for."""
    return card("It's already posted.", buttons(again.button("Post it again")))


def confirm_announcement(text: Private[str], where: Sequence[str], name: str) -> Card:
    """The text as it will be posted; `where`: what the channels are called; `name`: the card's own."""
    if not where:
        return NO_CHANNEL
    return card(
        f"Ready to post in {_channels(where)}.",
        *quote_lines(text.value, typed=True),
        small("It won't ping anyone."),
        buttons(
            calls.PostAnnouncement(text=text, card=name).button("Post it", style="main"),
            calls.DraftAnnouncement(text=text).button("Change the text", ask=True),
        ),
    )


def _channels(where: Sequence[str]) -> str:
    return shorten(where[0], NAME) if len(where) == 1 else f"the group's {len(where)} channels"


def announcement(text: Private[str]) -> Card:
    return card("News from your organizers", *quote_lines(text.value, typed=True))


def announcement_receipt(where: Sequence[str]) -> Card:
    return card(f"Posted in {_channels(where)}.") if where else NO_CHANNEL


def members(
    listed: Page[Member],
    organisers: frozenset[MemberId],
    now: dt.datetime,
    first: Line = (),
    note: str | None = None,
    name: str = "",
) -> Card:
    """`first` says what has just changed, if anything has; `note` what else has to be done for it; `name` is the
    card's own."""
    if not listed.rows:
        return card(
            "Nobody has joined yet. Only those who press Join are enrolled.",
            buttons(calls.PostInvitation(card=name).button("Post the invitation", style="main")),
        )
    people = f"{many(listed.rows, 'member')}." + ("" if listed.number == 1 else f" Page {listed.number}.")
    return card(
        line(first, " ", people) if first else people,
        note,
        items(*(_row(m, organisers, now) for m in listed.shown)),
        buttons(*_naming(listed.shown, organisers), listed.next_button(calls.Members(), "More members")),
    )


def _row(member: Member, organisers: Collection[MemberId], now: dt.datetime) -> Line:
    organiser = ", organizer" if member.id in organisers else ""
    dms = ", DMs closed" if member.dm_open is False else ""
    return line(Person(name=member.name), f", {member.zone}{organiser}{_absence(member, now)}{dms}")


def _naming(shown: Sequence[Member], organisers: Collection[MemberId]) -> list[Button]:
    """One button for each member, whose label names them; who shares a name has a number."""
    found = []
    for member, name in zip(shown, number_alike(short_name(m.name) for m in shown), strict=True):
        on = member.id not in organisers
        label = f"{'Promote' if on else 'Demote'} {name}"
        spoken = f"Make {name} an organizer" if on else f"Demote {name} from organizer"
        found.append(calls.Name(member=member.id, on=on).button(label, spoken=spoken))
    return found


def organizer_note(member: Member, *, on: bool) -> Line:
    return line(Person(name=member.name), " is an organizer now." if on else " isn't an organizer anymore.")


def _absence(member: Member, now: dt.datetime) -> str:
    if member.gone is not None:
        return ", no longer in the space"
    today = local_date(now, member.zone)
    if not member.checkin:
        return ""
    if member.paused(today):
        return ", paused"
    quiet = member.quiet_for(today)
    return f", quiet for {quiet.days} days" if quiet >= SILENT else ""


def stuck(depth: Depth, aside: Sequence[Entry], unreadable: int) -> Iterator[str]:
    """What was set aside and why, what nobody can read, and what is lost."""
    if aside:
        yield f"I set aside {many(len(aside), 'queued item')} of your group after five tries. The rest goes on."
    for (path, why), count in Counter((e.call.path, _why(e)) for e in aside).most_common(REASONS):
        yield f"{path}, {count}: {why}"
    if unreadable:
        yield f"Damaged in the store and set aside: {unreadable}. The log has ids; loopmate doctor --deep finds more."
    if depth.lost:
        yield f"Alarm: I lost track of {many(depth.lost, 'queued item')}. Keep the logs and report it."


def _why(entry: Entry) -> str:
    if " " in entry.reason:  # in words already
        return f"{entry.reason}."
    failed = "the work failed" if entry.to is None else "it couldn't be built or sent"
    return f"{failed}, five times ({entry.reason})."


def unreachable(
    group: Group, called: Mapping[ChannelId, str], words_of: Callable[[str], PlatformWords], now: dt.datetime
) -> Iterator[str]:
    """Channels and spaces in which nothing can be posted, each with the fix; `called`: what channels are called."""
    for channel, why in group.closed.items():
        yield f"I can't post in {shorten(called[channel], NAME)}."
        yield from textwrap.wrap(remedy(why, words_of(channel).invite), ROW)
    for space, since in group.removed.items():
        place, days = words_of(space).title, (now - since).days
        ago = {0: "today", 1: "1 day ago"}.get(days, f"{days} days ago")
        yield f"A space on {place} has removed me {ago}. Install me there again within 30 days of it."


def health(
    depth: Depth,
    people: Collection[Member],
    trouble: Sequence[str],
    page: int,
    *,
    embedded: bool,
    closed: bool,
) -> Card:
    """How the bot is. `trouble` is what is wrong, in lines; `closed`: nothing can be posted in this space."""
    place = "built-in Redis, saved on this machine" if embedded else "the Redis server of LOOPMATE_REDIS_URL"
    left = sum(member.gone is not None for member in people)
    gone = f", {left} no longer in the space" if left else ""
    listed = page_of(trouble, page, TROUBLES)
    waiting = f"{many(depth.waiting, 'message')} waiting, {depth.working} being sent"
    beyond = page > listed.total
    first = "Something needs your attention:" if listed.shown else "Nothing is wrong."
    return card(
        "There's no more." if beyond else first,
        None if beyond else items(*listed.shown),
        pairs(("Group", f"{many(len(people), 'member')}{gone}; {waiting}")),
        small(f"State is in {place}."),
        buttons(
            calls.Health().button("Look again"),
            listed.next_button(calls.Health(), "More that is wrong"),
            calls.PostInvitation().button("Post the invitation") if closed else None,
            calls.Setup().button("Set up") if trouble else None,
            Button(label="Help", call=Call(path="admin.help")),
        ),
    )


def report(counts: Counts) -> Card:
    """How the group did in the last seven days, and how many haven't been here for longer."""
    quiet = f"; {counts.quiet} haven't been here for two weeks" if counts.quiet else ""
    return card(
        f"The last 7 days, in counts of {FEW} or more members.",
        pairs(
            ("Members", f"{counts.members}{quiet}"),
            ("Active members", _count_text(counts.active, f"fewer than {FEW}")),
            ("Tasks finished", _count_text(counts.tasks)),
            ("Questions answered", _count_text(counts.questions)),
            ("Mocks, past and to come", _count_text(counts.mocks)),
        ),
        buttons(calls.Report().button("Count again"), calls.Members().button("Show members")),
    )


def _count_text(found: Counted, few: str = f"by fewer than {FEW} members") -> str:
    return few if found.shown is None else str(found.shown)


UNKNOWN = "I don't recognize that code. A code works once, and only a group's newest one counts."
ENDED = (
    "That code has expired: codes last 10 minutes. Make a new one there, or make one here and type it there."
)
OWN = "That code is this group's own. Type it on the other platform."
SAME = "This space and the other one are one group already. There is nothing left to do."


def code_offer(code: str, expires: dt.datetime) -> Card:
    return card(
        line(
            "One group on two platforms: on the other one, type ", Typed(call=calls.Connect(code=code).call())
        ),
        line("It works once, until ", Instant(at=expires, style="time"), ", for an organizer there."),
        small("Both then share members, mock rounds and organizers. Nobody is enrolled automatically."),
    )


def has_members(count: int) -> Refusal:
    people = "1 person has" if count == 1 else f"{count} people have"
    return Refusal(
        f"{people} joined here already, and would lose their plans. Nothing was changed.",
        calls.Connect().call(),
        "Make a code here",
        more=(
            "Does nobody have a plan on the other platform yet? Make the code here, and type it there.",
            "Otherwise each of them has to forget everything here first and join again afterwards.",
        ),
    )


def connection_receipt(name: str, count: int) -> Card:
    """It offers no buttons: those of this space's former group mean nothing anymore."""
    group = line("the group ", Quoted(text=name)) if name else line("the other platform's group")
    return card(
        line("Connected: this space now belongs to ", group, f", which has {many(count, 'member')}."),
        line("Next, tell me where to post here: ", Typed(call=calls.Setup().call())),
        small("Already a member there? Press Link another account in your settings there."),
    )


def connection_news(place: str, *, meets: bool) -> Card:
    """`meets`: mock rounds have a link to meet at."""
    return card(
        line("Your code was used: ", Quoted(text=place), " belongs to this group now."),
        "Set me up there to say where I post; the invitation goes there, too.",
        None
        if meets
        else "For mocks across platforms, set a meeting link, or members write to each other through me.",
        buttons(
            None if meets else RulesOf().button("Set a meeting link", ask=True),
            calls.Health().button("Look at the group"),
        ),
    )
