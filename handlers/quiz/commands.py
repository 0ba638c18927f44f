"""The quiz: orchestration only. An answer counts once; what comes late, twice or for another changes nothing."""

from collections.abc import Callable
from typing import TypeVar

from bot.context import Context
from bot.core.command import command, press
from bot.core.echo import echo, either
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply
from content.quiz import Choice, Numeric, Slip
from handlers.quiz import cards, model, store
from handlers.quiz.calls import Answer, Letters, Next, Number, Page, Quiz, Unknown, Why, Wrong
from handlers.quiz.cards import Place
from handlers.quiz.model import Learner, Outcome, Session
from handlers.quiz.numbers import Again, judge, read_letters

T = TypeVar("T")


@command(
    "Drill what is due, then what is new",
    form=("topic", "count", "mode"),
    opens="asked",
    title="Start a quiz",
    example="latency",
)
async def quiz(ctx: Context, args: Quiz) -> Reply:
    mine = await store.learner(ctx.unit, ctx.member.id)
    topic = _topic(ctx, args.topic)
    open_ = mine.session if mine.session and model.current(mine.session, ctx.content.questions) else None
    if open_ and _resumes(args, topic, open_):
        return Reply(body=cards.question(_current(ctx, open_)))
    return _begin(ctx, mine, args, topic, closed=open_)


def _topic(ctx: Context, typed: str | None) -> str | None:
    if not typed:
        return None
    questions = ctx.content.questions
    found = model.find_topics(typed, questions)
    if len(found) == 1:
        return found[0]
    said = "can mean several topics" if found else "is no topic here"
    near = found[: model.NEAREST] or model.nearest_topics(typed, questions)
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


def _begin(ctx: Context, mine: Learner, args: Quiz, topic: str | None, *, closed: Session | None) -> Reply:
    pool = model.on_topic(ctx.content.questions, topic)
    focus = ctx.member.focus
    chosen = model.choose(mine, pool, args.mode, args.count, day=ctx.today, focus=focus, chance=ctx.chance)
    if not chosen:
        return _nothing(ctx, mine, args, topic)
    session = model.begin(chosen, topic, args.mode, args.count, ctx.chance)
    store.keep(ctx.unit, ctx.member.id, mine.model_copy(update={"session": session}))
    return Reply(body=cards.question(_current(ctx, session), closed=closed))


def _nothing(ctx: Context, mine: Learner, args: Quiz, topic: str | None) -> Reply:
    pool = model.on_topic(ctx.content.questions, topic)
    if args.mode == "review" and topic is None:
        store.keep(ctx.unit, ctx.member.id, model.reviewed(mine, ctx.today))
    unseen = any(q.id not in mine.memories for q in pool)
    upcoming = model.next_due(mine, pool)
    return Reply(body=cards.nothing(args.mode, topic, upcoming=upcoming, unseen=unseen))


def _current(ctx: Context, session: Session) -> Place:
    """The question that is open now."""
    number = model.current(session, ctx.content.questions)
    if number is None:
        raise Refusal("This quiz is finished.", Quiz().call(), "Another quiz")
    return _place(ctx, session, number)


def _place(ctx: Context, session: Session, number: int) -> Place:
    questions = ctx.content.questions
    found = questions[session.turns[number - 1].question]
    return Place(session, number, found, last=model.current(session, questions) is None)


# answers


@press(exempt=True)
async def answer(ctx: Context, args: Answer) -> Reply:
    mine, place = await _open(ctx, args)
    found = _choice(place, "single")
    if args.option > chr(ord("a") + len(found.options) - 1):
        raise Refusal(
            f"Question {args.number} has no {args.option.upper()}.", Next().call(), "Show the question"
        )
    return _chosen(ctx, mine, place, found, args.option)


@press(form=("letters",), title="All right letters", exempt=True)
async def letters(ctx: Context, args: Letters) -> Reply:
    mine, place = await _open(ctx, args)
    found, typed = _choice(place, "multiple"), args.letters.value
    return _chosen(
        ctx, mine, place, found, _asked("letters", lambda: read_letters(typed, len(found.options)))
    )


def _choice(place: Place, kind: str) -> Choice:
    found = place.question
    if not isinstance(found, Choice) or found.kind != kind:
        raise _other_kind(place)
    return found


def _other_kind(place: Place) -> Refusal:
    asks = {"single": "one letter", "multiple": "all right letters", "numeric": "a number"}
    text = f"Question {place.number} asks for {asks[place.question.kind]}. Nothing was changed."
    return Refusal(text, Next().call(), "Show the question")


def _chosen(ctx: Context, mine: Learner, place: Place, found: Choice, typed: str) -> Reply:
    keys = model.keys_of(place.session.turns[place.number - 1], typed)
    outcome: Outcome = "right" if found.accepts(frozenset(keys)) else "wrong"
    return _answered(ctx, mine, place, outcome, chosen=keys)


@press(form=("answer",), title="Your number", exempt=True)
async def number(ctx: Context, args: Number) -> Reply:
    mine, place = await _open(ctx, args)
    found, typed = place.question, args.answer.value
    if not isinstance(found, Numeric):
        raise _other_kind(place)
    judged = _asked("answer", lambda: judge(found, typed))
    outcome: Outcome = "right" if judged.right else "wrong"
    return _answered(ctx, mine, place, outcome, slip=judged.slip, typed=typed)


@press(exempt=True)
async def unknown(ctx: Context, args: Unknown) -> Reply:
    mine, place = await _open(ctx, args)
    return _answered(ctx, mine, place, "unsure")


def _asked(field: str, read: Callable[[], T]) -> T:
    """What was typed, or the form once more with what was wrong."""
    try:
        return read()
    except Again as again:
        raise BadArguments({field: str(again)}) from again


def _answered(
    ctx: Context,
    mine: Learner,
    place: Place,
    outcome: Outcome,
    *,
    chosen: str = "",
    slip: Slip | None = None,
    typed: str = "",
) -> Reply:
    content, day = ctx.content, ctx.today
    after = model.answered(mine, place.number, outcome, content.questions, day, chosen)
    store.keep(ctx.unit, ctx.member.id, after)
    days = (after.memories[place.question.id].due - day).days
    origin = model.origin(place.question, content.facts, content.sources)
    now = _place(ctx, after.session or place.session, place.number)
    return Reply(body=cards.answer(now, days=days, origin=origin, slip=slip, typed=typed))


async def _open(ctx: Context, args: Answer | Letters | Number | Unknown | Page) -> tuple[Learner, Place]:
    """The question that a press names, if it waits for an answer.

    Raises:
        Refusal: it does not, in words.
    """
    mine, place = await _named(ctx, args)
    current = model.current(place.session, ctx.content.questions)
    if place.outcome is not None:
        first = f"You have answered question {args.number} already, and that answer counts."
        raise Refusal(first, Next().call(), "Next question" if current else "Show the result")
    if args.number != current:
        raise Refusal(f"Question {args.number} is not open yet.", Next().call(), "Show the question")
    return mine, place


async def _named(
    ctx: Context, args: Answer | Letters | Number | Unknown | Page | Why
) -> tuple[Learner, Place]:
    mine = await store.learner(ctx.unit, ctx.member.id)
    session = mine.session
    if session is None or session.id != args.quiz or args.number > len(session.turns):
        raise Refusal("That button is not from your latest quiz. Nothing was changed.", Quiz().call(), "Quiz")
    if not model.stands(session.turns[args.number - 1], ctx.content.questions):
        raise Refusal(
            "That question was changed or withdrawn since. Go on here:", Next().call(), "Next question"
        )
    return mine, _place(ctx, session, args.number)


# around it


@press()
async def page(ctx: Context, args: Page) -> Reply:
    _, place = await _open(ctx, args)
    return Reply(body=cards.question(place, page=args.page))


@press()
async def next_(ctx: Context, args: Next) -> Reply:
    mine = await store.learner(ctx.unit, ctx.member.id)
    if mine.session is None:
        raise Refusal("There is no open quiz. Start one:", Quiz().call(), "Start a quiz")
    if model.current(mine.session, ctx.content.questions) is None:
        ready = model.due(mine, ctx.content.questions.values(), ctx.today)
        return Reply(body=cards.finished(mine.session, len(ready)))
    return Reply(body=cards.question(_current(ctx, mine.session)))


@press()
async def why(ctx: Context, args: Why) -> Reply:
    _, place = await _named(ctx, args)
    if place.outcome is None:
        raise Refusal(f"Answer question {args.number} first.", Next().call(), "Show the question")
    return Reply(body=cards.why(place, page=args.page, whole=args.whole))


@press()
async def wrong(ctx: Context, args: Wrong) -> Reply:
    mine = await store.learner(ctx.unit, ctx.member.id)
    if args.question not in mine.memories:
        raise Refusal("You have not answered that question. Nothing was changed.", Quiz().call(), "Quiz")
    again = args.question in mine.reported
    if not again:
        ctx.unit.add(f"{store.WRONG}{args.question}")
        after = mine.model_copy(update={"reported": (*mine.reported, args.question)})
        store.keep(ctx.unit, ctx.member.id, after)
    open_ = mine.session is not None and model.current(mine.session, ctx.content.questions) is not None
    return Reply(body=cards.called_wrong(again=again, open_=open_))
