"""Projects and stories: orchestration only."""

import datetime as dt

from bot.context import Context
from bot.core.args import Args
from bot.core.command import command, message, press
from bot.core.errors import BadArguments, Refusal
from bot.core.ids import new_id
from bot.core.reply import Reply, Skip
from bot.core.values import Private
from bot.store.members import note_use
from handlers.practice.records import note_practice
from handlers.stories import calls, cards, model, records


def _parts(args: Args, names: tuple[str, ...]) -> dict[str, str]:
    texts = {name: value.value for name in names if isinstance(value := getattr(args, name), Private)}
    return model.given_parts(texts, names)


def _title(args: Args, parts: dict[str, str]) -> str:
    return _parts(args, ("title",)).get("title") or model.title_of(parts)


# projects


@command(
    "A one-page summary of a project",
    form=("title", *calls.PARTS),
    opens="bare",
    title="Summarize a project",
    example='title=Alarms problem="Guards ignored false alarms" approach="Trained a filter"',
)
async def project(ctx: Context, args: calls.Project) -> Reply:
    parts = _parts(args, calls.PARTS)
    if not parts:
        raise BadArguments(
            {"approach": "Write what you built or trained, and as much of the rest as you know."}
        )
    if model.is_foreign(parts):
        return Reply(body=cards.foreign_summary(_title(args, parts), parts))
    report = model.summary_report(ctx.content.root, parts)
    if report.verdict != "weak":
        await note_use(records.SHELVES, ctx.unit, ctx.member.id, calls.Project.path, ctx.today)
        await note_practice(ctx, "story")
    return Reply(body=cards.summary_card(_title(args, parts), parts, report))


@press()
async def more_project(ctx: Context, args: calls.MoreProject) -> Reply:
    parts = _parts(args, calls.PARTS)
    report = model.summary_report(ctx.content.root, parts)
    return Reply(body=cards.summary_in_full(args, _title(args, parts), parts, report))


@press()
async def keep_project(ctx: Context, args: calls.KeepProject) -> Reply:
    parts = _parts(args, calls.PARTS)
    title = _title(args, parts)
    kept = await records.keep(ctx.unit, ctx.member.id, "projects", title, parts)
    if kept is None:
        raise _full("projects", model.PROJECTS)
    shelf, again = kept
    found = model.set_report(ctx.content.root, shelf.projects)
    return Reply(body=cards.whole_set(shelf.projects, found, first=cards.kept_line(title, again=again)))


def _full(what: str, most: int) -> Refusal:
    listed = calls.StoryList() if what == "stories" else calls.Projects()
    return Refusal(
        f"You keep {most} {what} already, as many as I take. Delete one first.", listed.call(), f"My {what}"
    )


@press()
async def projects(ctx: Context, args: calls.Projects) -> Reply:
    kept = (await records.shelf(ctx.unit, ctx.member.id)).projects
    return Reply(body=cards.whole_set(kept, model.set_report(ctx.content.root, kept)))


@press()
async def open_project(ctx: Context, args: calls.OpenProject) -> Reply:
    kept = (await records.shelf(ctx.unit, ctx.member.id)).projects
    found = next((one for one in kept if one.id == args.id), None)
    if found is None:
        raise Refusal("That project is deleted.", calls.Projects().call(), "My projects")
    parts = found.texts
    if model.is_foreign(parts):
        return Reply(body=cards.foreign_summary(found.title.value, parts, found))
    report = model.summary_report(ctx.content.root, parts)
    return Reply(body=cards.summary_card(found.title.value, parts, report, found))


@press()
async def drop_project(ctx: Context, args: calls.DropProject) -> Reply:
    return await _drop(ctx, args.id, "project")


# stories


@command(
    "Write a story: situation, task, action, result",
    form=("title", *calls.STAR),
    opens="bare",
    title="Write a story",
    example=calls.EXAMPLE,
)
async def story_new(ctx: Context, args: calls.StoryNew) -> Reply:
    parts = _parts(args, (*calls.STAR, "text"))
    if not parts:
        raise BadArguments({"action": "Write at least what you did, and who took part."})
    if model.is_foreign(parts):
        return Reply(body=cards.foreign_story(_title(args, parts), parts))
    report = model.story_report(ctx.content.root, parts)
    if report.verdict != "weak":
        await note_use(records.SHELVES, ctx.unit, ctx.member.id, calls.StoryNew.path, ctx.today)
        await note_practice(ctx, "story")
    return Reply(body=cards.story_card(_title(args, parts), parts, report))


@press()
async def more_story(ctx: Context, args: calls.MoreStory) -> Reply:
    parts = _parts(args, (*calls.STAR, "text"))
    report = model.story_report(ctx.content.root, parts)
    return Reply(body=cards.in_full(args, _title(args, parts), parts, report))


@press()
async def keep_story(ctx: Context, args: calls.KeepStory) -> Reply:
    parts = _parts(args, (*calls.STAR, "text"))
    title = _title(args, parts)
    kept = await records.keep(ctx.unit, ctx.member.id, "stories", title, parts)
    if kept is None:
        raise _full("stories", model.STORIES)
    shelf, again = kept
    return Reply(body=cards.keep_receipt(title, len(shelf.stories), again=again))


@command("The stories that you asked me to keep")
async def story_list(ctx: Context, args: calls.StoryList) -> Reply:
    shelf = await records.shelf(ctx.unit, ctx.member.id)
    return Reply(body=cards.story_list(shelf.stories, len(shelf.projects), args.page))


@command("Which qualities your stories show, and the gaps")
async def story_map(ctx: Context, args: calls.StoryMap) -> Reply:
    kept = (await records.shelf(ctx.unit, ctx.member.id)).stories
    if kept:
        await note_use(records.SHELVES, ctx.unit, ctx.member.id, calls.StoryMap.path, ctx.today)
    found = model.coverage(ctx.content.root, [one.texts for one in kept])
    return Reply(body=cards.coverage(found, len(kept)))


@press()
async def open_story(ctx: Context, args: calls.OpenStory) -> Reply:
    kept = (await records.shelf(ctx.unit, ctx.member.id)).stories
    found = next((one for one in kept if one.id == args.id), None)
    if found is None:
        raise Refusal("That story is deleted.", calls.StoryList().call(), "My stories")
    parts = found.texts
    if model.is_foreign(parts):
        return Reply(body=cards.foreign_story(found.title.value, parts, kept=found))
    report = model.story_report(ctx.content.root, parts)
    return Reply(body=cards.story_card(found.title.value, parts, report, kept=found))


@press()
async def drop_story(ctx: Context, args: calls.DropStory) -> Reply:
    return await _drop(ctx, args.id, "story")


async def _drop(ctx: Context, kept: str, what: str) -> Reply:
    if not await records.drop(ctx.unit, ctx.member.id, kept):
        raise Refusal(f"That {what} is deleted already.", calls.StoryList().call(), "My stories")
    return Reply(body=cards.drop_receipt(what, ctx.clear_disk()))


# aloud


@press()
async def rehearse(ctx: Context, args: calls.Rehearse) -> Reply:
    run = new_id(ctx.chance, 8)
    await records.run(ctx.unit, ctx.member.id, run)
    for stage, (seconds, _) in enumerate(model.PROMPTS[1:], 1):
        at = ctx.now + dt.timedelta(seconds=seconds)
        prompt = calls.Prompt(run=run, stage=stage)
        ctx.tell(ctx.member.id, prompt, run, str(stage), at=at, within=dt.timedelta(minutes=1))
    return Reply(body=cards.prompt(0, run))


@message(urgent=True)
async def prompt(ctx: Context, args: calls.Prompt) -> Reply | Skip:
    if (await records.shelf(ctx.unit, ctx.member.id)).run != args.run:
        return Skip(why="the rehearsal was stopped, or begun anew")
    return Reply(body=cards.prompt(args.stage, args.run))


@press()
async def stop(ctx: Context, args: calls.StopClock) -> Reply:
    if (await records.shelf(ctx.unit, ctx.member.id)).run == args.run:
        await records.run(ctx.unit, ctx.member.id, "")
    return Reply(body=cards.stop_receipt())


@press()
async def rate(ctx: Context, args: calls.Rated) -> Reply:
    await note_practice(ctx, "story")
    return Reply(body=cards.advice(args.how))
