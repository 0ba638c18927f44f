"""The quiz: orchestration only. An answer counts once; what comes late, twice or for another changes nothing."""

from bot.context import Context
from bot.core.card import Card
from bot.core.command import command, message, press
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply, Skip
from bot.core.text import echo, either
from bot.rules import Refused
from bot.store.members import MEMBERS
from content.quiz import Choice, Numeric, Ordering, Scenario, Slip
from content.templates import Template
from handlers.quiz import (
    answer_cards,
    answering,
    around_cards,
    cards,
    choosing,
    exam,
    model,
    scenario,
    store,
)
from handlers.quiz.calls import (
    Answer,
    Hint,
    Letters,
    Next,
    Number,
    Order,
    Page,
    Put,
    Quiz,
    Restart,
    Schedule,
    Settings,
    TimeUp,
    Unknown,
    Why,
    Write,
    Wrong,
)
from handlers.quiz.cards import QuestionView
from handlers.quiz.choosing import Wish
from handlers.quiz.model import Learner, Outcome, Session, Turn
from handlers.quiz.numbers import judge, read_letters, read_order
from handlers.quiz.places import QuizState, load_state, named, number_of, of_kind, opened, place, read


@command(
    "Drill what is due, then what is new",
    form=("topic", "count", "mode"),
    opens="asked",
    title="Start a quiz",
    example="latency",
)
async def quiz(ctx: Context, args: Quiz) -> Reply:
    here = await load_state(ctx)
    topic = _topic(here, args.topic)
    open_ = here.session if number_of(ctx, here) else None
    if open_ and _resumes(args, topic, open_):
        return Reply(body=_shown(ctx, here, open_))
    return _begin(ctx, here, Wish(topic, args.mode, args.count), closed=open_)


def _topic(here: QuizState, typed: str | None) -> str | None:
    if not typed:
        return None
    known = here.bank.topics()
    found = model.find_topics(typed, known)
    if len(found) == 1:
        return found[0]
    said = "can mean several topics" if found else "is no topic here"
    near = found[: model.NEAREST] or model.nearest_topics(typed, known)
    raise BadArguments({"topic": f"{echo(typed)} {said}. Try {either(near)}.{_misplaced(typed)}"})


def _misplaced(typed: str) -> str:
    """What to do about `latency count=3`, which is all text."""
    return " What has an = stands first: count=3 latency." if "=" in typed else ""


def _resumes(args: Quiz, topic: str | None, open_: Session) -> bool:
    """Whether nothing else than the open quiz is asked for."""
    return (
        (topic is None or topic == open_.topic)
        and ("count" not in args.model_fields_set or args.count == open_.count)
        and ("mode" not in args.model_fields_set or args.mode == open_.mode)
    )


def _begin(ctx: Context, here: QuizState, wish: Wish, *, closed: Session | None) -> Reply:
    focus = ctx.member.focus
    chosen = choosing.choose(here.mine, here.bank, wish, day=ctx.today, focus=focus, chance=ctx.chance)
    if not chosen:
        return _nothing(ctx, here, wish)
    session = choosing.begin(chosen, wish, ctx.now, ctx.chance)
    store.keep(ctx.unit, ctx.member.id, here.mine.copy_with(session=session))
    if session.ends:
        ctx.tell(ctx.member.id, TimeUp(quiz=session.id), session.id, at=session.ends)
    begins = around_cards.exam_begins(int(choosing.EXAM_TIME.total_seconds() // 60)) if session.ends else ""
    return Reply(body=cards.question(_current(ctx, here, session), closed=closed, note=begins))


def _nothing(ctx: Context, here: QuizState, wish: Wish) -> Reply:
    pool = here.bank.on(wish.topic)
    if wish.mode == "review" and wish.topic is None:
        store.keep(ctx.unit, ctx.member.id, answering.reviewed(here.mine, ctx.today))
    unseen = any(one.id not in here.mine.memories for one in pool)
    upcoming = choosing.next_due(here.mine, pool)
    if wish.mode == "mixed" and unseen:
        return Reply(body=around_cards.enough_new(wish.topic, here.mine.new_a_day, upcoming=upcoming))
    drill = any(isinstance(one, Template) for one in pool)
    return Reply(
        body=around_cards.nothing(wish.mode, wish.topic, upcoming=upcoming, unseen=unseen, generated=drill)
    )


def _current(ctx: Context, here: QuizState, session: Session) -> QuestionView:
    """The question that is open now."""
    number = answering.current(session, here.bank, ctx.now)
    found = place(ctx, here.bank, session, number) if number else None
    if found is None:
        raise Refusal("This quiz is finished.", Quiz().call(), "Another quiz")
    return found


def _shown(ctx: Context, here: QuizState, session: Session, note: str = "") -> Card:
    """The open question on a card; when it is seen for the first time, that is kept."""
    found = _current(ctx, here, session)
    seen = answering.shown(session, found.number, ctx.now)
    if seen != session:
        store.keep(ctx.unit, ctx.member.id, here.mine.copy_with(session=seen))
    return cards.question(found, note=note)


# answers


@press(exempt=True)
async def answer(ctx: Context, args: Answer) -> Reply:
    here, found = await opened(ctx, args)
    asked = of_kind(found, Choice, "single", "sentence")
    _has(found, args.option, len(asked.options))
    return _chosen(ctx, here, found, asked, args.option)


def _has(found: QuestionView, letter: str, count: int) -> None:
    if letter > chr(ord("a") + count - 1):
        text = f"Question {found.number} has no {letter.upper()}."
        raise Refusal(text, Next().call(), "Show the question")


@press(form=("letters",), title="All right letters", exempt=True)
async def letters(ctx: Context, args: Letters) -> Reply:
    here, found = await opened(ctx, args)
    asked, typed = of_kind(found, Choice, "multiple"), args.letters.value
    return _chosen(ctx, here, found, asked, read("letters", lambda: read_letters(typed, len(asked.options))))


@press(form=("letters",), title="All letters in order", exempt=True)
async def order(ctx: Context, args: Order) -> Reply:
    here, found = await opened(ctx, args)
    asked, typed = of_kind(found, Ordering, "ordering"), args.letters.value
    return _chosen(ctx, here, found, asked, read("letters", lambda: read_order(typed, len(asked.items))))


def _chosen(
    ctx: Context, here: QuizState, found: QuestionView, asked: Choice | Ordering, typed: str
) -> Reply:
    keys = answering.keys_of(found.turn, typed)
    outcome: Outcome = "right" if answering.chosen_right(asked, keys) else "wrong"
    return _answered(ctx, here, found, outcome, chosen=keys)


@press(exempt=True)
async def put(ctx: Context, args: Put) -> Reply:
    here, found = await opened(ctx, args)
    asked = of_kind(found, Ordering, "ordering")
    _has(found, args.option, len(asked.items))
    turn = answering.placed(found.turn, args.option)
    if len(turn.chosen) == len(asked.items):
        outcome: Outcome = "right" if asked.accepts(turn.chosen) else "wrong"
        return _answered(ctx, here, found, outcome, chosen=turn.chosen)
    return Reply(body=_changed(ctx, here, found, turn), replace=True)


@press()
async def restart(ctx: Context, args: Restart) -> Reply:
    here, found = await opened(ctx, args)
    of_kind(found, Ordering, "ordering")
    return Reply(body=_changed(ctx, here, found, found.turn.copy_with(chosen="")), replace=True)


def _changed(ctx: Context, here: QuizState, found: QuestionView, turn: Turn) -> Card:
    """The same question with something noted, which is kept."""
    session = found.session.with_turn(found.number, turn)
    store.keep(ctx.unit, ctx.member.id, here.mine.copy_with(session=session))
    return cards.question(QuestionView(session, found.number, found.question))


@press(form=("answer",), title="Your number", exempt=True)
async def number(ctx: Context, args: Number) -> Reply:
    here, found = await opened(ctx, args)
    asked, typed = of_kind(found, Numeric, "numeric"), args.answer.value
    judged = read("answer", lambda: judge(asked, typed))
    outcome: Outcome = "right" if judged.right else "wrong"
    return _answered(ctx, here, found, outcome, slip=judged.slip, typed=typed)


@press(form=("answer",), title="Your answer", exempt=True)
async def write(ctx: Context, args: Write) -> Reply:
    here, found = await opened(ctx, args)
    asked, typed = of_kind(found, Scenario, "scenario"), args.answer.value
    if len(typed) < scenario.SHORTEST:
        raise BadArguments({"answer": "Write a sentence or more: your decision, the sum, the limit."})
    try:
        judged = scenario.judge(scenario.critic(ctx.content.root, asked.pack), typed)
    except Refused as refused:
        raise BadArguments({"answer": str(refused)}) from refused
    return _answered(ctx, here, found, "right" if judged.right else "wrong", judged=judged)


@press(exempt=True)
async def unknown(ctx: Context, args: Unknown) -> Reply:
    here, found = await opened(ctx, args)
    return _answered(ctx, here, found, "unsure")


def _answered(
    ctx: Context,
    here: QuizState,
    found: QuestionView,
    outcome: Outcome,
    *,
    chosen: str = "",
    slip: Slip | None = None,
    typed: str = "",
    judged: scenario.Judged | None = None,
) -> Reply:
    after = answering.answered(
        here.mine, found.number, found.question, outcome, here.bank, day=ctx.today, now=ctx.now, chosen=chosen
    )
    session = after.session or found.session
    now = QuizState(after, here.bank)
    if answering.current(session, here.bank, ctx.now) is None:
        _leave_weak(ctx, now)
    if session.ends:
        return Reply(body=_in_exam(ctx, now, session))
    store.keep(ctx.unit, ctx.member.id, after)
    days = (after.memories[found.question.id].due - ctx.today).days
    origin = model.origin(found.question, ctx.content.facts, ctx.content.sources)
    last = answering.current(session, here.bank, ctx.now) is None
    there = QuestionView(session, found.number, found.question, last=last)
    return Reply(
        body=answer_cards.answer(
            there,
            days=days,
            origin=origin,
            slip=slip,
            typed=typed,
            judged=judged,
            scored=answering.counted(session, here.bank),
        )
    )


def _in_exam(ctx: Context, here: QuizState, session: Session) -> Card:
    """The next question at once, or the result."""
    store.keep(ctx.unit, ctx.member.id, here.mine)
    if answering.current(session, here.bank, ctx.now) is None:
        return around_cards.result(session, exam.result(session, here.bank), late=False)
    left = int((session.ends - ctx.now).total_seconds() // 60) if session.ends else 0
    return _shown(ctx, here, session, around_cards.exam_note(left))


def _leave_weak(ctx: Context, here: QuizState) -> None:
    """Leaves in the profile which topics are weak, for the list, the mocks and the next quiz."""
    topics = here.bank.topics()
    others = {name: weight for name, weight in ctx.member.focus.items() if name not in topics}
    focus = {**others, **answering.weak(here.mine)}
    if focus != ctx.member.focus:
        MEMBERS.put(ctx.unit, ctx.member.id, ctx.member.copy_with(focus=focus))


# around it


@press()
async def page(ctx: Context, args: Page) -> Reply:
    _, found = await opened(ctx, args)
    return Reply(body=cards.question(found, page=args.page))


@press()
async def hint(ctx: Context, args: Hint) -> Reply:
    here, found = await opened(ctx, args)
    if found.session.ends or not found.question.steps:
        raise Refusal("There is no hint to this question.", Next().call(), "Show the question")
    return Reply(body=_changed(ctx, here, found, found.turn.copy_with(hinted=True)))


@press()
async def next_(ctx: Context, args: Next) -> Reply:
    here = await load_state(ctx)
    if here.session is None:
        raise Refusal("There is no open quiz. Start one:", Quiz().call(), "Start a quiz")
    if number_of(ctx, here):
        return Reply(body=_shown(ctx, here, here.session))
    if here.session.ends:
        found = exam.result(here.session, here.bank)
        return Reply(body=around_cards.result(here.session, found, late=here.session.over(ctx.now)))
    ready = choosing.due(here.mine, here.bank.on(None), ctx.today)
    score = answering.counted(here.session, here.bank)
    return Reply(body=around_cards.finished(score, len(ready)))


@message(urgent=True)
async def time_up(ctx: Context, args: TimeUp) -> Reply | Skip:
    here = await load_state(ctx)
    session = here.session
    if session is None or session.id != args.quiz:
        return Skip(why="the member has begun another quiz")
    if all(turn.outcome or not here.bank.stands(turn) for turn in session.turns):
        return Skip(why="the exam was finished before its time was over")
    return Reply(body=around_cards.result(session, exam.result(session, here.bank), late=True))


@press()
async def why(ctx: Context, args: Why) -> Reply:
    _, found = await named(ctx, args)
    if found.outcome is None and not found.over:
        raise Refusal(f"Answer question {args.number} first.", Next().call(), "Show the question")
    if found.session.ends and not found.over:
        raise Refusal("Nothing is explained before the exam's end.", Next().call(), "Show the question")
    return Reply(body=answer_cards.why(found, page=args.page, whole=args.whole))


@press()
async def wrong(ctx: Context, args: Wrong) -> Reply:
    here = await load_state(ctx)
    if args.question not in here.mine.memories:
        raise Refusal("You have not answered that question. Nothing was changed.", Quiz().call(), "Quiz")
    again = not store.report(ctx.unit, ctx.member.id, here.mine, args.question)
    return Reply(body=around_cards.called_wrong(again=again, open_=number_of(ctx, here) is not None))


@press()
async def schedule(ctx: Context, args: Schedule) -> Reply:
    mine = await store.learner(ctx.unit, ctx.member.id)
    return Reply(body=around_cards.schedule(mine, ctx.today))


@press(form=("new", "recall"), opens="bare", title="Quiz settings")
async def settings(ctx: Context, args: Settings) -> Reply:
    mine: Learner = await store.learner(ctx.unit, ctx.member.id)
    wanted = {"new_a_day": args.new, "recall": args.recall}
    after = mine.copy_with(**{name: value for name, value in wanted.items() if value is not None})
    store.keep(ctx.unit, ctx.member.id, after)
    return Reply(body=around_cards.schedule(after, ctx.today, saved=True))
