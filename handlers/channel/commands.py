"""The question of the day, committee night and the bank: orchestration only."""

from collections.abc import Mapping

from bot.context import Context
from bot.core.call import Call
from bot.core.command import ORGANISER, command, message, press, work
from bot.core.errors import Refusal
from bot.core.reply import Reply, Skip
from content.cases import Case
from content.quiz import Choice
from handlers.channel import (
    bank_cards,
    banking,
    cards,
    model,
    night_cards,
    nights,
    posting,
    running,
    store,
)
from handlers.channel.calls import (
    Answer,
    Asked,
    Bank,
    Board,
    Close,
    Corrected,
    Count,
    DrawTeams,
    Fix,
    Learn,
    Mine,
    Name,
    NightAsked,
    NightClear,
    NightClose,
    NightCount,
    NightRevealed,
    Open,
    Packet,
    Revealed,
    Schedule,
    Settle,
    Unfix,
    Unvoid,
    Void,
    Vote,
    Weighed,
    Wrong,
)
from handlers.channel.records import Ballot, Day, Night, Player
from handlers.channel.store import BALLOTS, DAYS, NIGHTS, PLANS, PLAYERS, THE_PLAN
from handlers.quiz import store as quiz

DAYS_OF_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# the organiser's schedule


@command(
    "Question of the day and committee night",
    access=ORGANISER,
    form=("time", "days", "on", "teams", "case"),
    opens="asked",
    title="Question of the day",
    example="time=09:00 days=weekdays on=on",
)
async def schedule(ctx: Context, args: Schedule) -> Reply:
    before, group = await store.plan(ctx.unit), await ctx.the_group()
    plan = before.model_copy(update=_changes(args))
    if plan.on and not posting.channels(group):
        raise Refusal("I have no channel to post in yet.", Call(path="admin.setup"), "Set up")
    if plan == before and not args.model_fields_set:
        upcoming = await running.keep_zone(ctx)
    else:
        PLANS.put(ctx.unit, THE_PLAN, plan)
        upcoming = running.set_job(ctx, plan, group)
        banking.note(ctx, "quiz schedule", "-")
    if plan.teams != before.teams:
        await running.draw_teams(ctx, plan.teams)
    saved = bool(args.model_fields_set)
    channel = bool(posting.channels(group))
    return Reply(body=cards.schedule(plan, upcoming, group.zone, channel, saved=saved))


def _changes(args: Schedule) -> Mapping[str, object]:
    case = {} if args.case is None else {"case": _weekday(args.case)}
    given = {"at": args.time, "days": args.days, "on": args.on, "teams": args.teams}
    return {name: value for name, value in given.items() if value is not None} | case


def _weekday(word: str) -> int | None:
    return None if word == "none" else DAYS_OF_WEEK.index(word)


@press(access=ORGANISER)
async def deal(ctx: Context, args: DrawTeams) -> Reply:
    plan = await store.plan(ctx.unit)
    if not plan.teams:
        raise Refusal(
            "There are no teams. Say first how many:", Schedule().call(ask=True), "Change the schedule"
        )
    return Reply(body=cards.teams_drawn(await running.draw_teams(ctx, plan.teams), plan.teams))


# the question of the day


@work(lapses=True)
async def open_(ctx: Context, args: Open) -> None:
    await running.open_today(ctx)


@work()
async def close(ctx: Context, args: Close) -> None:
    await running.close(ctx, args.day)


@work()
async def count(ctx: Context, args: Count) -> None:
    await running.count(ctx, args.day)


@work()
async def learn(ctx: Context, args: Learn) -> None:
    await running.learn(ctx, args)


@message()
async def asked(ctx: Context, args: Asked) -> Reply | Skip:
    day = await DAYS.get(ctx.unit, args.day)
    if day is None or day.state != "open" or ctx.now >= day.closes:
        return Skip(why="it is closed")
    question = model.asked(day, await running.bank_of(ctx))
    return (
        Reply(body=cards.asked(question, day, args.day)) if question else Skip(why="the question was voided")
    )


@press(exempt=True)
async def answer(ctx: Context, args: Answer) -> Reply:
    day, _ = await _asked(ctx, args.day)
    if day.state != "open" or ctx.now >= day.closes:
        raise cards.closed(day, args.day)
    key = cards.key_of(day, args.option)
    if not key:
        raise Refusal(f"That question has no {args.option.upper()}. Nothing was changed.")
    player = await store.player(ctx.unit, ctx.member.id)
    before = player.given.get(args.day, "")
    if key != before:
        PLAYERS.put(ctx.unit, ctx.member.id, model.pressed(player, args.day, key))
    return Reply(body=cards.noted(day, key, before=before, named=player.named))


async def _asked(ctx: Context, name: str) -> tuple[Day, Choice]:
    """The day and its question, as it was asked.

    Raises:
        Refusal: it was changed, voided or withdrawn since.
    """
    day = await DAYS.get(ctx.unit, name)
    question = model.asked(day, await running.bank_of(ctx)) if day else None
    if day is None or question is None:
        raise cards.gone()
    return day, question


@message()
async def revealed(ctx: Context, args: Revealed) -> Reply | Skip:
    day = await DAYS.get(ctx.unit, args.day)
    if day is None or day.state != "counted":
        return Skip(why="it is not counted")
    question = model.asked(day, await running.bank_of(ctx))
    if question is None:
        return Reply(body=cards.taken_back(day.opened))
    standings = model.board(await PLAYERS.all(ctx.unit), await running.days_that_count(ctx))[:3]
    names = await running.names_of(ctx, (s.member for s in standings))
    return Reply(body=cards.revealed(question, day, args.day, standings, names))


@message()
async def corrected(ctx: Context, args: Corrected) -> Reply | Skip:
    day = await DAYS.get(ctx.unit, args.day)
    question = model.asked(day, await running.bank_of(ctx)) if day else None
    if day is None or question is None:
        return Skip(why="the question was voided")
    return Reply(body=cards.corrected(question, day))


@press()
async def mine(ctx: Context, args: Mine) -> Reply:
    day, question = await _asked(ctx, args.day)
    if day.state != "counted":
        raise cards.still_open()
    key = (await store.player(ctx.unit, ctx.member.id)).given.get(args.day, "")
    return Reply(body=cards.mine(question, day, args.day, key, args.page))


@press()
async def wrong(ctx: Context, args: Wrong) -> Reply:
    day, question = await _asked(ctx, args.day)
    if day.state != "counted":
        raise cards.still_open()
    known = await quiz.learner(ctx.unit, ctx.member.id)
    again = question.id in known.reported
    if not again:
        ctx.unit.add(f"{quiz.WRONG}{question.id}")
        reported = (*known.reported, question.id)
        quiz.keep(ctx.unit, ctx.member.id, known.model_copy(update={"reported": reported}))
    return Reply(body=cards.called_wrong(again=again))


@press()
async def board(ctx: Context, args: Board) -> Reply:
    players, days = await PLAYERS.all(ctx.unit), await running.days_that_count(ctx)
    mine_ = players.get(ctx.member.id) or Player()
    standings = model.board(players, days)
    teams = (await store.plan(ctx.unit)).teams
    names = await running.names_of(ctx, (s.member for s in standings[:3]))
    body = cards.board(
        standings,
        names,
        ctx.member.id,
        named=mine_.named,
        own=model.score(mine_, days),
        teams=model.by_team(players.values(), days, teams),
        team=mine_.team,
    )
    return Reply(body=body)


@press()
async def name(ctx: Context, args: Name) -> Reply:
    player = await store.player(ctx.unit, ctx.member.id)
    if player.named != args.on:
        PLAYERS.put(ctx.unit, ctx.member.id, await running.named(ctx, player, on=args.on))
    return Reply(body=cards.name_changed(on=args.on))


# committee night


@work()
async def night_close(ctx: Context, args: NightClose) -> None:
    await nights.close(ctx, args.night)


@work()
async def night_count(ctx: Context, args: NightCount) -> None:
    await nights.count(ctx, args.night)


@work(drains=True)
async def night_clear(ctx: Context, args: NightClear) -> None:
    await nights.clear(ctx, args.night)


@message()
async def night_asked(ctx: Context, args: NightAsked) -> Reply | Skip:
    night = await NIGHTS.get(ctx.unit, args.night)
    case = nights.case_of(ctx, night) if night else None
    if night is None or case is None or night.state != "open":
        return Skip(why="it is closed, or its case was withdrawn")
    return Reply(body=night_cards.asked(case, night, args.night))


async def _night(ctx: Context, name: str) -> tuple[Night, Case]:
    night = await NIGHTS.get(ctx.unit, name)
    case = nights.case_of(ctx, night) if night else None
    if night is None or case is None:
        raise night_cards.gone()
    return night, case


@press()
async def packet(ctx: Context, args: Packet) -> Reply:
    night, case = await _night(ctx, args.night)
    open_ = night.state == "open" and ctx.now < night.closes
    return Reply(body=night_cards.packet(case, args.night, args.page, open_=open_))


@press(form=("sentence", "show"), title="Your vote, in private", exempt=True)
async def vote(ctx: Context, args: Vote) -> Reply:
    night, _ = await _night(ctx, args.night)
    if night.state != "open" or ctx.now >= night.closes:
        raise night_cards.closed(args.night, night)
    before = await BALLOTS.get(ctx.unit, ctx.member.id)
    ballot = Ballot(night=args.night, side=args.side, sentence=args.sentence, show=args.show)
    BALLOTS.put(ctx.unit, ctx.member.id, ballot)
    return Reply(body=night_cards.voted(night, ballot, before=before))


@message()
async def night_revealed(ctx: Context, args: NightRevealed) -> Reply | Skip:
    night = await NIGHTS.get(ctx.unit, args.night)
    case = nights.case_of(ctx, night) if night else None
    if night is None or case is None or night.state != "counted":
        return Skip(why="it is not counted, or its case was withdrawn")
    ballots = {m: b for m, b in (await BALLOTS.all(ctx.unit)).items() if b.night == args.night}
    names = await running.names_of(ctx, ballots)
    arguments = model.best_arguments(case, ballots, names)
    return Reply(body=night_cards.revealed(case, night, args.night, arguments, names))


@press()
async def weighed(ctx: Context, args: Weighed) -> Reply:
    night, case = await _night(ctx, args.night)
    if night.state != "counted":
        raise night_cards.too_early(args.night)
    return Reply(body=night_cards.weighed(case, args.night, args.page))


# the bank


@command(
    "Questions called wrong: correct, void, close",
    access=ORGANISER,
    form=("question",),
    opens="asked",
    title="The bank of questions",
)
async def bank(ctx: Context, args: Bank) -> Reply:
    if args.question is None:
        return Reply(body=bank_cards.queue(await banking.waiting(ctx), args.page))
    found, known = await banking.look(ctx, args.question)
    return Reply(body=bank_cards.question(found, known, args.page))


@press(access=ORGANISER, form=("answer", "explanation"), opens="asked", title="Correct this question")
async def fix(ctx: Context, args: Fix) -> Reply:
    keyed = await banking.fix(ctx, args.question, args.answer, args.explanation)
    banking.note(ctx, "bank fix", args.question)
    if keyed:
        await running.key_changed(ctx, args.question)
    return Reply(body=bank_cards.fixed(args.question, keyed=keyed))


@press(access=ORGANISER)
async def unfix(ctx: Context, args: Unfix) -> Reply:
    if await banking.unfix(ctx, args.question):
        await running.key_changed(ctx, args.question)
    banking.note(ctx, "bank unfix", args.question)
    return Reply(body=bank_cards.unfixed(args.question))


@press(access=ORGANISER)
async def void(ctx: Context, args: Void) -> Reply:
    banking.question_of(ctx, args.question)
    await quiz.void(ctx.unit, args.question)
    await banking.settle(ctx, args.question)
    banking.note(ctx, "bank void", args.question)
    return Reply(body=bank_cards.voided(args.question))


@press(access=ORGANISER)
async def unvoid(ctx: Context, args: Unvoid) -> Reply:
    banking.question_of(ctx, args.question)
    await quiz.unvoid(ctx.unit, args.question)
    banking.note(ctx, "bank unvoid", args.question)
    return Reply(body=bank_cards.unvoided(args.question))


@press(access=ORGANISER)
async def settle(ctx: Context, args: Settle) -> Reply:
    banking.question_of(ctx, args.question)
    times = await banking.settle(ctx, args.question)
    banking.note(ctx, "bank settle", args.question)
    return Reply(body=bank_cards.settled(args.question, times))
