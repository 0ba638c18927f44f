"""Pure: which tasks are on a day's list, and how lists follow what a member does with them.

A day's minutes are cut into sittings of at most 15. Each sitting is filled in the order of need: what was
begun, then by weight; a task's weight is at least that of every task that waits for it, so that nothing
important waits behind something that isn't. After a day with repeated tasks others come first, so that
reviews never take all the time of somebody who has five minutes.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from bot.core.member import Member
from bot.core.wall_time import DAY, local_date
from content.models import Task
from handlers.checklist import model
from handlers.checklist.model import Checklist, Choice, Part, Tasks, Tick

SITTING = 15
ROOMY = 10
"""Minutes of a day from which the daily question takes its own out of them."""
NEAR = 6 * DAY
"""Before an interview, when what matters then comes first."""
LAST_WEEK = 100.0
CHOSEN = 1_000.0
"""More than any weight: what a member wants comes before everything else."""
SWAPPED, ASKED_ABOUT = 2, 3
"""After so many lists on which nothing of a task was done others take its place, or it is asked about."""
SWAP_FOR, REST_FOR = 3 * DAY, 13 * DAY
"""Beginning with the day of the list on which others take its place."""
ASK_AGAIN = REST_FOR - 7 * DAY
"""What rests longer than this was asked about within a week, in which no other task is."""
LATER = 4 * DAY
FEW_LISTS = 3
"""So many lists have to be used little before they get shorter."""
SHORTEST = 5
Course = Sequence[Task]
Phase = Literal["", "near", "past"]
"""Where a day is: just before an interview, or after the last one that is known."""


def course(tasks: Tasks, member: Member, choice: Choice | None, day: dt.date) -> Course:
    """The tasks of the member's rounds in the order of need; what they chose for these days comes first."""
    chosen = choice if choice is not None and day < choice.until else None
    phase: Phase = ""
    if coming := member.next_interview(day):
        phase = "near" if coming.date - day <= NEAR else ""
    elif any(e.kind != "decision" for e in member.events):
        phase = "past"
    mine = [t for t in tasks.values() if t.round is None or t.round in member.rounds]
    if phase == "past":
        mine = [t for t in mine if not t.phase]
    weights = _weights(mine, member.focus, chosen, phase)
    return sorted(mine, key=lambda task: -weights[task.key])


def _weights(
    tasks: Course, focus: Mapping[str, float], choice: Choice | None, phase: Phase
) -> dict[str, float]:
    weights: dict[str, float] = {}
    wanted, aside = (choice.wanted, choice.aside) if choice else ((), ())
    for task in tasks:
        topic = task.call.values.get("topic", "") if task.call else ""
        asked = focus.get(topic, 0) or focus.get(task.round or "", 0)
        chosen = CHOSEN if task.key in wanted else -CHOSEN if task.key in aside else 0
        last_week = LAST_WEEK if phase == "near" and task.phase == "last" else 0
        weights[task.key] = task.priority + asked + chosen + last_week
    waits = [(first, t.key) for t in tasks for first in t.after if first in weights]
    for _ in waits:  # as many passes as the longest chain may have
        before = dict(weights)
        for first, key in waits:
            weights[first] = max(weights[first], weights[key])
        if weights == before:
            break
    return weights


def cut(minutes: int) -> list[int]:
    """A day's minutes as sittings of at most 15 that are as even as can be: 20 is 10 and 10."""
    count = -(-minutes // SITTING)
    return [minutes // count + (1 if n < minutes % count else 0) for n in range(count)]


def choose_parts(
    tasks: Course, member: Member, record: Checklist, day: dt.date, minutes: int, taken: Sequence[Part] = ()
) -> tuple[Part, ...]:
    """Parts for `minutes` of `day`, after those of `taken`, given what was ticked; a question is always among them.

    Nothing on the day of an interview; on the day before only what was begun or comes again.
    """
    if member.interview_on(day) or minutes <= 0:
        return ()
    at = count_steps_done(tasks, member, record.ticks, day)
    for part in taken:
        at[part.task] = max(at.get(part.task, 0), part.upto)
    eve = member.interview_on(day + DAY)
    ordered = [t for t in tasks if at[t.key] or t.recurring] if eve else tasks
    earlier = model.before(record.ticks, day)
    waits = _repeated_lately(tasks, earlier)
    ordered = _in_turn(ordered, model.latest(earlier))
    rests = {key for key, until in record.rested.items() if until > day}
    open_ = [t for t in ordered if not t.daily and t.key not in rests and at[t.key] < len(t.spans)]
    open_.sort(key=lambda t: (waits and t.recurring, at[t.key] == 0))  # what was begun comes first
    goals = {t.key: len(t.spans) for t in tasks if not t.recurring}  # what comes again holds nothing up
    question = next((t for t in tasks if t.daily), None) if not (taken or eve) else None
    room = minutes - question.minutes if question and minutes >= ROOMY else minutes
    found = list(_fill(open_, at, goals, record.small, cut(room)))
    if question:
        path = question.call.path if question.call else ""
        asks = {t.key for t in open_ if t.call and t.call.path == path}
        if not any(part.task in asks for part in found):
            found.append(Part(task=question.key, first=0, upto=len(question.steps)))
    return tuple(found)


def _in_turn(ordered: Course, last: Mapping[str, Tick]) -> Course:
    """The repeated tasks change places, so that the one that has waited longest comes first."""
    never = dt.date.min
    repeated = (t for t in ordered if t.recurring and not t.daily)
    turns = iter(sorted(repeated, key=lambda t: last[t.key].day if t.key in last else never))
    return [next(turns) if t.recurring and not t.daily else t for t in ordered]


def _repeated_lately(tasks: Course, ticks: Sequence[Tick]) -> bool:
    """Whether repeated tasks were done on the last day on which anything was."""
    repeated = {t.key for t in tasks if t.recurring and not t.daily}
    last = max((t.day for t in ticks), default=None)
    return any(t.task in repeated for t in ticks if t.day == last)


def count_steps_done(tasks: Course, member: Member, ticks: Iterable[Tick], day: dt.date) -> dict[str, int]:
    """Task -> how many of its steps are behind the member as `day` begins."""
    last, joined = model.latest(ticks), local_date(member.joined, member.zone)
    return {task.key: model.steps_behind(task, last.get(task.key), day, joined) for task in tasks}


def _fill(
    ordered: Course,
    at: dict[str, int],
    goals: Mapping[str, int],
    small: Collection[str],
    sittings: Iterable[int],
) -> Iterator[Part]:
    """Parts for one sitting after the other: `at` moves on, and with it what others have to wait for. `goals`: how
    many steps each task has that can hold others up."""
    stepped: set[str] = set()  # small tasks of which a step is on the list
    for sitting in sittings:
        left = sitting
        while left > 0:
            for task in ordered:
                start, spans = at[task.key], task.spans
                if start >= len(spans) or spans[start] > left or task.key in stepped:
                    continue
                if any(at[first] < goals.get(first, 0) for first in task.after if first in at):
                    continue
                end = start + model.steps_in(spans[start:], 1 if task.key in small else sitting)
                if sum(spans[start:end]) <= left:
                    break
            else:
                break
            yield Part(task=task.key, first=start, upto=end)
            left -= sum(spans[start:end])
            at[task.key] = end
            if task.key in small:
                stepped.add(task.key)


# the list of a day


def with_list(
    tasks: Tasks,
    member: Member,
    record: Checklist,
    day: dt.date,
    now: dt.datetime,
    specs: Collection[str] = (),
    facts: Collection[str] = (),
    *,
    shown: bool = True,
    spent: int = 0,
    away: bool = False,
) -> Checklist:
    """The record with the list of `day` in it, and the ticks that follow from what was practiced then. `shown`:
    the member has seen the list that the record holds; `spent`: minutes that were practiced on its day; `away`:
    they were away between that day and this one. Today's list is longer or shorter where the member's minutes have
    changed since it was made."""
    if record.day != day:
        fresh = roll_over(tasks, record, day, shown=shown, spent=spent)
        fresh = forgive_absence(fresh) if away else fresh
        fresh = _with_facts(tasks, member, fresh, day, now, facts)
        mine = course(tasks, member, fresh.choice, day)
        known = fresh.copy_with(ticks=model.before(fresh.ticks, day))
        listed = choose_parts(mine, member, known, day, pace(fresh, member.minutes))
        made = fresh.copy_with(day=day, minutes=member.minutes, listed=listed, undone=())
        return model.with_practice(tasks, made, day, now, specs, ())
    rows, more = list(model.rows(tasks, record)), member.minutes - record.minutes
    # without the last tasks that are too many for the day and not done
    while more < 0 and len(rows) > 1 and not rows[-1].done and sum(r.minutes for r in rows) > member.minutes:
        rows.pop()
    listed = tuple(row.part for row in rows)
    listed += choose_parts(course(tasks, member, record.choice, day), member, record, day, more, listed)
    made = record.copy_with(minutes=member.minutes, listed=listed)
    return model.with_practice(tasks, made, day, now, specs, facts)


def _with_facts(
    tasks: Tasks, member: Member, record: Checklist, day: dt.date, now: dt.datetime, facts: Collection[str]
) -> Checklist:
    """The record with the tasks that need no doing behind the member as `day` begins: no list asks for them."""
    known = [tasks[key] for key in sorted(facts) if key in tasks]
    at = count_steps_done(known, member, record.ticks, day)
    for task in known:
        if at[task.key] < len(task.steps):
            whole = Part(task=task.key, first=0, upto=len(task.steps))
            record = model.with_tick(record, whole, task, day - DAY, now, told=True)
    return record


def one_more(tasks: Tasks, member: Member, record: Checklist, day: dt.date) -> Part | None:
    """The next part that isn't on the list yet, or None when nothing is left."""
    mine, limit = course(tasks, member, record.choice, day), min(SITTING, member.minutes)
    return next(iter(choose_parts(mine, member, record, day, limit, record.listed)), None)


# how lists adapt: what a member never touches gives way, and minutes that go unused are taken off


def roll_over(
    tasks: Tasks, record: Checklist, now: dt.date, *, shown: bool = True, spent: int = 0
) -> Checklist:
    """The record when the day of the next list begins, which is `now`: what wasn't touched gives way, and minutes
    used are noted, `spent` on practice that no task of the list is as well. What wasn't `shown` was neither
    left nor unused."""
    day = record.day
    if day is None:
        return record
    known = [row for row in model.rows(tasks, record) if not row.task.daily]
    touched = {t.task for t in record.ticks if t.day >= day and not t.told}
    left = list(
        dict.fromkeys(r.task.key for r in known if not r.done and r.task.key not in touched and shown)
    )
    skips = {key: n for key, n in record.skips.items() if key not in touched}
    skips |= {key: skips.get(key, 0) + 1 for key in left}
    rested = {key: until for key, until in record.rested.items() if until > now}
    asked_lately = any(now + ASK_AGAIN < until < dt.date.max for until in rested.values())
    tired = [key for key in left if skips[key] >= ASKED_ABOUT and not asked_lately][:1]
    rested |= {key: now + SWAP_FOR for key in left if skips[key] >= SWAPPED}
    rested |= dict.fromkeys(tired, now + REST_FOR)
    done, by_practice = (
        [r for r in known if r.done],
        [r for r in known if r.done and model.is_derived(r.task)],
    )
    beside = max(0, spent - sum(r.minutes for r in by_practice))
    worked = sum(r.minutes for r in done if r.task.key in touched)  # what the settings say took nobody's time
    used = record.minutes if known and len(done) == len(known) else worked + beside
    return record.copy_with(
        skips={key: n for key, n in skips.items() if key not in tired},
        rested=rested,
        small=tuple(dict.fromkeys([*record.small, *(k for k in left if skips[k] == SWAPPED)])),
        asked=next(iter(tired), ""),
        used=(*record.used, used)[-FEW_LISTS - 1 :] if shown or used else record.used,
    )


def forgive_absence(record: Checklist) -> Checklist:
    """The record of somebody who was away: lists of which nothing was used before that are part of the absence, and
    what was left is counted anew."""
    used = record.used
    while used and not used[-1]:
        used = used[:-1]
    return record.copy_with(used=used, skips={})


def pace(record: Checklist, minutes: int) -> int:
    """Minutes of the next list: the member's own, or fewer when the last lists were used for half of it at most."""
    lists = record.used[-FEW_LISTS:]
    most = max(lists, default=minutes)
    if len(lists) < FEW_LISTS or 2 * most > minutes or record.minutes not in (0, minutes):
        return minutes
    return max(SHORTEST, -(-most // SHORTEST) * SHORTEST)


def becomes_shorter(record: Checklist, minutes: int) -> bool:
    """Whether the list is shorter than the member's minutes, and the one before it wasn't."""
    before = record.copy_with(used=record.used[:-1])
    return pace(record, minutes) < minutes == pace(before, minutes)


Resize = Literal["small", "never", "later", "back"]


def resize(record: Checklist, key: str, how: Resize, day: dt.date) -> Checklist:
    """What a member answered about a task: smaller, never, later this week, or as it was."""
    rested = {k: until for k, until in record.rested.items() if k != key}
    small = tuple(k for k in record.small if k != key)
    match how:
        case "small":
            small = (*small, key)
        case "never":
            rested[key] = dt.date.max
        case "later":
            rested[key] = day + LATER
    skips = {k: n for k, n in record.skips.items() if k != key}
    asked = "" if record.asked == key else record.asked
    return record.copy_with(rested=rested, small=small, skips=skips, asked=asked)
