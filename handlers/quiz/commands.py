"""The quiz from its beginning to its end, and what is set for it."""

from bot.context import Context
from bot.core.command import command, message, press
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply, Skip
from bot.core.text import echo, either
from content.quiz import Choice
from handlers.quiz import answer_cards, calls, cards, course, model, records
from handlers.quiz.answers import (
    SHOW,
    QuizState,
    load_question,
    load_state,
    open_number,
    show_open,
    view_open,
)
from handlers.quiz.course import Wish
from handlers.quiz.model import Learner, Session


@command(
    "Drill what is due, then what is new",
    form=("topic", "count", "mode"),
    opens="asked",
    title="Start a quiz",
    example="latency",
    guest=True,
    flow="quiz",
)
async def quiz(ctx: Context, args: calls.Quiz) -> Reply:
    state = await load_state(ctx)
    topic = _topic(state, args.topic)
    if ctx.guest:  # a question that one letter answers and a card holds whole
        choices = [one for one in state.bank.on(topic) if isinstance(one, Choice) and one.one]
        drawn = (cards.question_alone(one, course.shuffle_options(one, ctx.chance)) for one in choices)
        known = [shown for shown in drawn if shown is not None]
        if not known:
            first = "I have no question on that topic that one letter answers."
            raise Refusal(first, calls.Quiz().call(), "Any topic")
        return Reply(body=ctx.chance.choice(known))
    open_ = state.session if open_number(ctx, state) else None
    if open_ and (
        (topic is None or topic == open_.topic)
        and ("count" not in args.model_fields_set or args.count in (1, open_.count))
        and ("mode" not in args.model_fields_set or args.mode == open_.mode)
    ):
        return Reply(body=show_open(ctx, state, open_))
    if open_ and open_.ends:
        wanted = calls.Instead(topic=topic, count=args.count, mode=args.mode)
        return Reply(
            body=answer_cards.exam_is_open(open_, wanted, int((open_.ends - ctx.now).total_seconds() // 60))
        )
    return _begin(ctx, state, Wish(topic, args.mode, args.count), closed=open_)


@press(guest=True)
async def answer_alone(ctx: Context, args: calls.Single) -> Reply:
    bank, _ = await records.bank(ctx.unit, ctx.content)
    found = bank.questions.get(args.question)
    if not isinstance(found, Choice) or sorted(args.order) != sorted(found.keys):
        raise Refusal(
            "That question was changed or withdrawn since. Here's another:", calls.Quiz().call(), "Quiz"
        )
    return Reply(body=cards.answer_alone(found, args.order, args.option))


@press(flow="quiz")
async def end_exam(ctx: Context, args: calls.Instead) -> Reply:
    state = await load_state(ctx)
    open_ = state.session if open_number(ctx, state) else None
    return _begin(ctx, state, Wish(_topic(state, args.topic), args.mode, args.count), closed=open_)


def _topic(state: QuizState, typed: str | None) -> str | None:
    if not typed:
        return None
    known = state.bank.topics()
    found = model.find_topics(typed, known)
    if len(found) == 1:
        return found[0]
    said = "can mean several topics" if found else "isn't a topic here"
    near = found[: model.NEAREST] or model.nearest_topics(typed, known)
    # `latency count=3` is all text
    order = " Put what has an = first: count=3 latency." if "=" in typed else ""
    raise BadArguments({"topic": f"{echo(typed)} {said}. Try {either(near)}.{order}"})


def _begin(ctx: Context, state: QuizState, wish: Wish, *, closed: Session | None) -> Reply:
    focus = ctx.member.focus
    chosen = course.choose_questions(
        state.mine, state.bank, wish, day=ctx.today, focus=focus, chance=ctx.chance
    )
    if not chosen:
        if wish.mode == "review" and wish.topic is None:
            records.LEARNERS.put(ctx.unit, ctx.member.id, course.with_nothing_due(state.mine, ctx.today))
        return Reply(body=answer_cards.nothing(wish, state.mine, state.bank.on(wish.topic)))
    session = course.begin_session(chosen, wish, ctx.now, ctx.chance)
    records.LEARNERS.put(ctx.unit, ctx.member.id, state.mine.copy_with(session=session))
    if session.ends:
        ctx.tell(ctx.member.id, calls.TimeUp(quiz=session.id), session.id, at=session.ends)
    begins = answer_cards.exam_begins(int(course.EXAM_TIME.total_seconds() // 60)) if session.ends else ""
    return Reply(body=cards.question(view_open(ctx, state, session), closed=closed, note=begins))


@press(flow="quiz")
async def next_(ctx: Context, args: calls.Next) -> Reply:
    state = await load_state(ctx)
    if state.session is None:
        raise Refusal("There's no open quiz. Start one:", calls.Quiz().call(), "Start a quiz")
    if open_number(ctx, state):
        return Reply(body=show_open(ctx, state, state.session))
    if state.session.ends:
        late = state.session.over(ctx.now)
        return Reply(body=answer_cards.result(state.session, state.bank, late=late))
    ready = course.list_due(state.mine, state.bank.on(None), ctx.today)
    score = course.without_withdrawn(state.session, state.bank)
    return Reply(body=answer_cards.finish(score, len(ready)))


@message(urgent=True, flow="quiz")
async def time_up(ctx: Context, args: calls.TimeUp) -> Reply | Skip:
    state = await load_state(ctx)
    session = state.session
    if session is None or session.id != args.quiz:
        return Skip(why="the member has begun another quiz")
    if all(turn.outcome or not state.bank.has(turn) for turn in session.turns):
        return Skip(why="the exam was finished before its time was over")
    return Reply(body=answer_cards.result(session, state.bank, late=True))


@press()
async def why(ctx: Context, args: calls.Why) -> Reply:
    _, found = await load_question(ctx, args)
    if found.outcome is None and not found.over:
        raise Refusal(f"Answer question {args.number} first.", *SHOW)
    if found.session.ends and not found.over:
        raise Refusal("Nothing is explained before the exam's end.", *SHOW)
    return Reply(body=answer_cards.why(found, page=args.page, whole=args.whole))


@press()
async def wrong(ctx: Context, args: calls.Wrong) -> Reply:
    state = await load_state(ctx)
    if args.question not in state.mine.memories:
        raise Refusal("You haven't answered that question. Nothing was changed.", calls.Quiz().call(), "Quiz")
    again = not records.report(ctx.unit, ctx.member.id, state.mine, args.question)
    return Reply(body=answer_cards.report_receipt(again=again, open_=open_number(ctx, state) is not None))


@press()
async def schedule(ctx: Context, args: calls.Schedule) -> Reply:
    mine = await records.learner(ctx.unit, ctx.member.id)
    return Reply(body=answer_cards.schedule(mine, ctx.today))


@press(form=("new", "recall"), opens="bare", title="Quiz settings")
async def settings(ctx: Context, args: calls.Settings) -> Reply:
    mine: Learner = await records.learner(ctx.unit, ctx.member.id)
    wanted = {"new_a_day": args.new, "recall": args.recall}
    after = mine.copy_with(**{name: value for name, value in wanted.items() if value is not None})
    records.LEARNERS.put(ctx.unit, ctx.member.id, after)
    return Reply(body=answer_cards.schedule(after, ctx.today, saved=True))
