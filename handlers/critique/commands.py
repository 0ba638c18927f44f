"""The critique of a bullet: orchestration only."""

from bot.context import Context
from bot.core.card import Card, small
from bot.core.command import command, press
from bot.core.errors import Refusal
from bot.core.kinds import Upload
from bot.core.reply import Reply
from bot.core.values import Private
from bot.reading.bullets import Unreadable
from bot.reading.likeness import are_akin
from bot.rules import load_critic
from bot.rules.pack import Rule
from bot.rules.pack_tools import explain
from handlers.critique import calls, cards, model, records, resume, resume_cards
from handlers.practice import note_practice


@command(
    "What is missing in a bullet of your resume",
    form=("text", "file"),
    opens="asked",
    title="Critique a resume bullet",
    example=calls.EXAMPLE,
    files="*",
    guest=True,
    flow="bullet",
)
async def bullet(ctx: Context, args: calls.Bullet) -> Reply:
    if args.file is not None:
        return await _review(ctx, args.file)
    return Reply(body=cards.paste()) if args.text is None else await _critique(ctx, args.text)


async def _review(ctx: Context, file: Upload) -> Reply:
    try:
        found = await ctx.work.files(resume.review, ctx.content.root, file.name, file.data)
    except Unreadable as error:
        raise Refusal(
            f"I couldn't read that file. {error}",
            calls.Again().call(),
            "Paste a bullet",
            more=(resume_cards.KINDS,),
        ) from error
    await _note_use(ctx)
    return _reply(ctx, resume_cards.review(found), apart=True)


@press(form=("text", "file"), opens="asked", title="A bullet, or a resume", flow="bullet")
async def again(ctx: Context, args: calls.Again) -> Reply:
    if args.file is not None:
        return await _review(ctx, args.file)
    if args.text is None:
        return Reply(body=cards.again(await records.draft(ctx.unit, ctx.member.id)))
    return await _critique(ctx, args.text)


async def _critique(ctx: Context, draft: Private[str]) -> Reply:
    if model.holds_several(draft.value):
        return await _review(ctx, Upload(name="pasted.txt", data=draft.value.encode()))
    before = await records.draft(ctx.unit, ctx.member.id)
    if before is not None and not are_akin(before, draft.value):
        before = None  # a bullet of its own
    found = model.critique(load_critic(ctx.content.root), draft.value, before)
    await records.keep(ctx.unit, ctx.member.id, draft, ctx.chance)
    if not found.report.is_bullet or not any(map(str.isalnum, draft.value)):
        return _reply(ctx, cards.no_bullet(draft.value))
    if found.foreign:
        return _reply(ctx, cards.foreign(found.report))
    await _note_use(ctx, strong=found.report.verdict == "strong")
    return _reply(ctx, cards.critique(found))


def _reply(ctx: Context, shown: Card, *, apart: bool = False) -> Reply:
    """What is kept of a member's draft isn't kept of a guest's."""
    body = shown.without(small(model.KEPT), small(resume_cards.KEPT_BULLETS)) if ctx.guest else shown
    return Reply(body=body, apart=apart)


async def _note_use(ctx: Context, *, strong: bool = False) -> None:
    await ctx.note_use(records.PRACTICE, calls.Bullet.path)
    await note_practice(ctx, "bullet", strong=strong)


@press()
async def anyway(ctx: Context, args: calls.Anyway) -> Reply:
    found = model.critique(load_critic(ctx.content.root), await _draft(ctx))
    await _note_use(ctx)
    return Reply(body=cards.critique(found))


async def _draft(ctx: Context) -> str:
    draft = await records.draft(ctx.unit, ctx.member.id)
    if draft is None:
        raise Refusal(
            "That draft is deleted, as I said it would be. Paste the bullet again, and I'll read it afresh:",
            calls.Again().call(),
            "Paste a bullet",
        )
    return draft


@press()
async def practice_answer(ctx: Context, args: calls.PracticeAnswer) -> Reply:
    draft = await _draft(ctx)
    report = load_critic(ctx.content.root).critique(draft)
    return Reply(body=cards.practice_answer(model.question(draft, report)))


@press()
async def more(ctx: Context, args: calls.More) -> Reply:
    known = load_critic(ctx.content.root)
    report = known.gravest_first(known.critique(await _draft(ctx)))
    return Reply(body=cards.everything(report, args.page))


@press()
async def why(ctx: Context, args: calls.Why) -> Reply:
    known, draft = load_critic(ctx.content.root), await _draft(ctx)
    return Reply(body=cards.numbers([*explain(known, draft, known.read(draft))], args.page))


@press(guest=True)
async def show_rule(ctx: Context, args: calls.ShowRule) -> Reply:
    return Reply(body=cards.rule(_rule(ctx, args.rule), args.page))


@press(guest=True)
async def example(ctx: Context, args: calls.Example) -> Reply:
    rule = _rule(ctx, args.rule)
    pair = model.words_of(rule.id).pair
    open_in_good = load_critic(ctx.content.root).critique(pair.good).findings
    return Reply(body=cards.example(rule, pair, [one.rule for one in open_in_good]))


@press()
async def disagree(ctx: Context, args: calls.Disagree) -> Reply:
    rule = _rule(ctx, args.rule)
    new = await records.contest(ctx.unit, ctx.member.id, rule.id)
    return Reply(body=cards.disagreement(rule, new=new))


def _rule(ctx: Context, rule: str) -> Rule:
    found = next((r for r in load_critic(ctx.content.root).pack.rules if r.id == rule), None)
    if found is None:
        raise Refusal(
            "There's no rule of that name anymore. A critique names the rules there are:",
            calls.Again().call(),
            "Paste a bullet",
        )
    return found


@press(flow="bullet")
async def forget(ctx: Context, args: calls.Forget) -> Reply:
    if await records.forget(ctx.unit, ctx.member.id):
        return Reply(body=cards.forget_receipt(ctx.clear_disk()))
    return Reply(body=cards.NOTHING_KEPT)
