"""Projects and stories: orchestration only."""

import datetime as dt

from bot.context import Context
from bot.core.command import Args, command, message, press
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply, Skip
from bot.core.values import Private, new_id
from bot.reading.likeness import is_foreign
from bot.rules import Report
from handlers.practice import note_practice
from handlers.stories import calls, cards, model, records
from handlers.stories.model import PROJECT, STORY, Genre, Portfolio

PROJECTS = calls.Projects().call(), "My projects"
STORIES = calls.StoryList().call(), "My stories"


@command(
    "A one-page summary of a project",
    form=("title", *calls.PARTS),
    opens="bare",
    title="Summarize a project",
    example='title=Alarms problem="Guards ignored false alarms" approach="Trained a filter"',
)
async def project(ctx: Context, args: calls.Project) -> Reply:
    needed = {"approach": "Write what you built or trained, and as much of the rest as you know."}
    return await _judge(ctx, args, PROJECT, needed)


@command(
    "Write a story: situation, task, action, result",
    form=("title", *calls.STAR),
    opens="bare",
    title="Write a story",
    example=calls.EXAMPLE,
)
async def story_new(ctx: Context, args: calls.StoryNew) -> Reply:
    return await _judge(ctx, args, STORY, {"action": "Write at least what you did, and who took part."})


def _read(args: Args, genre: Genre) -> tuple[str, dict[str, str]]:
    """The title, or the first words of what was given none, and the parts that say something."""
    texts = {name: value.value for name, value in args if isinstance(value, Private)}
    parts = model.given_parts(texts, genre.parts)
    begin = " ".join(next(iter(parts.values()), "").split()[:6])
    return texts.get("title", "").strip() or begin[:60].rstrip(" .,;:"), parts


async def _judge(
    ctx: Context, args: calls.Project | calls.StoryNew, genre: Genre, needed: dict[str, str]
) -> Reply:
    title, parts = _read(args, genre)
    if not parts:
        raise BadArguments(needed)
    report = _report(ctx, genre, parts)
    if report is not None and report.verdict != "weak":
        await ctx.note_use(records.PORTFOLIOS, args.path)
        await note_practice(ctx, "story")
    return Reply(body=cards.verdict(genre, title, parts, report))


def _report(ctx: Context, genre: Genre, parts: dict[str, str]) -> Report | None:
    """What the rules say; nothing of what is in another language."""
    return None if is_foreign(" ".join(parts.values())) else genre.report(ctx.content.root, parts)


@press()
async def more_project(ctx: Context, args: calls.MoreProject) -> Reply:
    return _in_full(ctx, args, PROJECT)


@press()
async def more_story(ctx: Context, args: calls.MoreStory) -> Reply:
    return _in_full(ctx, args, STORY)


def _in_full(ctx: Context, args: calls.MoreProject | calls.MoreStory, genre: Genre) -> Reply:
    title, parts = _read(args, genre)
    return Reply(body=cards.in_full(genre, args, title, parts, genre.report(ctx.content.root, parts)))


@press()
async def keep_project(ctx: Context, args: calls.KeepProject) -> Reply:
    title, portfolio, again = await _keep(ctx, args, PROJECT)
    found = model.set_report(ctx.content.root, portfolio.projects)
    return Reply(body=cards.whole_set(portfolio.projects, found, first=cards.kept_line(title, again=again)))


@press()
async def keep_story(ctx: Context, args: calls.KeepStory) -> Reply:
    title, portfolio, again = await _keep(ctx, args, STORY)
    return Reply(body=cards.keep_receipt(title, len(portfolio.stories), again=again))


async def _keep(
    ctx: Context, args: calls.KeepProject | calls.KeepStory, genre: Genre
) -> tuple[str, Portfolio, bool]:
    """The title, the portfolio with what is kept now, and whether it replaced one of its name."""
    title, parts = _read(args, genre)
    kept = await records.keep(ctx.unit, ctx.member.id, genre, title, parts)
    if kept is None:
        text = f"You keep {genre.most} {genre.plural} already, as many as I take. Delete one first."
        raise Refusal(text, *(STORIES if genre is STORY else PROJECTS))
    return title, *kept


@press()
async def projects(ctx: Context, args: calls.Projects) -> Reply:
    kept = (await records.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)).projects
    return Reply(body=cards.whole_set(kept, model.set_report(ctx.content.root, kept)))


@command("The stories that you asked me to keep")
async def story_list(ctx: Context, args: calls.StoryList) -> Reply:
    portfolio = await records.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)
    return Reply(body=cards.story_list(portfolio.stories, len(portfolio.projects), args.page))


@command("Which qualities your stories show, and the gaps")
async def story_map(ctx: Context, args: calls.StoryMap) -> Reply:
    kept = (await records.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)).stories
    if kept:
        await ctx.note_use(records.PORTFOLIOS, calls.StoryMap.path)
    found = model.coverage(ctx.content.root, [one.texts for one in kept])
    return Reply(body=cards.coverage(found, len(kept)))


@press()
async def open_project(ctx: Context, args: calls.OpenProject) -> Reply:
    return await _open(ctx, args.id, PROJECT)


@press()
async def open_story(ctx: Context, args: calls.OpenStory) -> Reply:
    return await _open(ctx, args.id, STORY)


async def _open(ctx: Context, key: str, genre: Genre) -> Reply:
    kept = (await records.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)).kept(genre)
    found = next((one for one in kept if one.id == key), None)
    if found is None:
        raise Refusal(f"That {genre.kind} is deleted.", *(STORIES if genre is STORY else PROJECTS))
    report = _report(ctx, genre, found.texts)
    return Reply(body=cards.verdict(genre, found.title.value, found.texts, report, found))


@press()
async def drop_project(ctx: Context, args: calls.DropProject) -> Reply:
    return await _drop(ctx, args.id, "project")


@press()
async def drop_story(ctx: Context, args: calls.DropStory) -> Reply:
    return await _drop(ctx, args.id, "story")


async def _drop(ctx: Context, kept: str, what: str) -> Reply:
    if not await records.drop(ctx.unit, ctx.member.id, kept):
        raise Refusal(f"That {what} is deleted already.", *STORIES)
    return Reply(body=cards.drop_receipt(what, ctx.clear_disk()))


# aloud


@press()
async def rehearse(ctx: Context, args: calls.Rehearse) -> Reply:
    run = new_id(ctx.chance, 8)
    await records.set_rehearsal(ctx.unit, ctx.member.id, run)
    for stage, (seconds, _) in enumerate(model.PROMPTS[1:], 1):
        at = ctx.now + dt.timedelta(seconds=seconds)
        prompt = calls.Prompt(run=run, stage=stage)
        ctx.tell(ctx.member.id, prompt, run, str(stage), at=at, within=dt.timedelta(minutes=1))
    return Reply(body=cards.prompt(0, run))


@message(urgent=True)
async def prompt(ctx: Context, args: calls.Prompt) -> Reply | Skip:
    if (await records.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)).run != args.run:
        return Skip(why="the rehearsal was stopped, or begun anew")
    return Reply(body=cards.prompt(args.stage, args.run))


@press()
async def stop(ctx: Context, args: calls.StopClock) -> Reply:
    if (await records.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)).run == args.run:
        await records.set_rehearsal(ctx.unit, ctx.member.id, "")
    return Reply(body=cards.STOPPED)


@press()
async def rate(ctx: Context, args: calls.Rated) -> Reply:
    await note_practice(ctx, "story")
    return Reply(body=cards.advice(args.how))
