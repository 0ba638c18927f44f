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
from handlers.stories import cards, model, project_cards, store
from handlers.stories.calls import (
    EXAMPLE,
    PARTS,
    STAR,
    DropProject,
    DropStory,
    KeepProject,
    KeepStory,
    MoreProject,
    MoreStory,
    OpenProject,
    OpenStory,
    Project,
    Projects,
    Prompt,
    Rated,
    Rehearse,
    StopClock,
    StoryList,
    StoryMap,
    StoryNew,
)


def _parts(args: Args, names: tuple[str, ...]) -> dict[str, str]:
    texts = {name: value.value for name in names if isinstance(value := getattr(args, name), Private)}
    return model.given(texts, names)


def _title(args: Args, parts: dict[str, str]) -> str:
    return _parts(args, ("title",)).get("title") or model.title_of(parts)


# projects


@command(
    "A one-page summary of a project",
    form=("title", *PARTS),
    opens="bare",
    title="Summarise a project",
    example='title=Alarms problem="Guards ignored false alarms" approach="Trained a filter"',
)
async def project(ctx: Context, args: Project) -> Reply:
    parts = _parts(args, PARTS)
    if not parts:
        raise BadArguments(
            {"approach": "Write what you built or trained, and as much of the rest as you know."}
        )
    if model.is_foreign(parts):
        return Reply(body=project_cards.unjudged(_title(args, parts), parts))
    report = model.summary_report(ctx.content.root, parts)
    if report.verdict != "weak":
        await note_use(store.SHELVES, ctx.unit, ctx.member.id, Project.path, ctx.today)
    return Reply(body=project_cards.judged(_title(args, parts), parts, report))


@press()
async def more_project(ctx: Context, args: MoreProject) -> Reply:
    parts = _parts(args, PARTS)
    report = model.summary_report(ctx.content.root, parts)
    return Reply(body=project_cards.in_full(args, _title(args, parts), parts, report))


@press()
async def keep_project(ctx: Context, args: KeepProject) -> Reply:
    parts = _parts(args, PARTS)
    title = _title(args, parts)
    kept = await store.keep_project(ctx.unit, ctx.member.id, title, parts)
    if kept is None:
        raise _full("projects", model.PROJECTS)
    projects = kept.shelf.projects
    found = model.set_report(ctx.content.root, projects)
    return Reply(
        body=project_cards.whole_set(projects, found, first=cards.kept_line(title, again=kept.again))
    )


def _full(what: str, most: int) -> Refusal:
    listed = StoryList() if what == "stories" else Projects()
    return Refusal(
        f"You keep {most} {what} already, as many as I take. Delete one first.", listed.call(), f"My {what}"
    )


@press()
async def projects(ctx: Context, args: Projects) -> Reply:
    kept = (await store.shelf(ctx.unit, ctx.member.id)).projects
    return Reply(body=project_cards.whole_set(kept, model.set_report(ctx.content.root, kept)))


@press()
async def open_project(ctx: Context, args: OpenProject) -> Reply:
    kept = (await store.shelf(ctx.unit, ctx.member.id)).projects
    found = next((one for one in kept if one.id == args.id), None)
    if found is None:
        raise Refusal("That project is deleted.", Projects().call(), "My projects")
    parts = model.texts(found)
    if model.is_foreign(parts):
        return Reply(body=project_cards.unjudged(found.title.value, parts, found))
    report = model.summary_report(ctx.content.root, parts)
    return Reply(body=project_cards.judged(found.title.value, parts, report, found))


@press()
async def drop_project(ctx: Context, args: DropProject) -> Reply:
    return await _dropped(ctx, args.id, "project")


# stories


@command(
    "Write a story: situation, task, action, result",
    form=("title", *STAR),
    opens="bare",
    title="Write a story",
    example=EXAMPLE,
)
async def story_new(ctx: Context, args: StoryNew) -> Reply:
    parts = _parts(args, (*STAR, "text"))
    if not parts:
        raise BadArguments({"action": "Write at least what you did, and who took part."})
    if model.is_foreign(parts):
        return Reply(body=cards.unjudged(_title(args, parts), parts))
    report = model.story_report(ctx.content.root, parts)
    if report.verdict != "weak":
        await note_use(store.SHELVES, ctx.unit, ctx.member.id, StoryNew.path, ctx.today)
    return Reply(body=cards.judged(_title(args, parts), parts, report))


@press()
async def more_story(ctx: Context, args: MoreStory) -> Reply:
    parts = _parts(args, (*STAR, "text"))
    report = model.story_report(ctx.content.root, parts)
    return Reply(body=cards.in_full(args, _title(args, parts), parts, report))


@press()
async def keep_story(ctx: Context, args: KeepStory) -> Reply:
    parts = _parts(args, (*STAR, "text"))
    title = _title(args, parts)
    kept = await store.keep_story(ctx.unit, ctx.member.id, title, parts)
    if kept is None:
        raise _full("stories", model.STORIES)
    return Reply(body=cards.kept(title, len(kept.shelf.stories), again=kept.again))


@command("The stories that you asked me to keep")
async def story_list(ctx: Context, args: StoryList) -> Reply:
    shelf = await store.shelf(ctx.unit, ctx.member.id)
    return Reply(body=cards.listed(shelf.stories, len(shelf.projects), args.page))


@command("Which qualities your stories show, and the gaps")
async def story_map(ctx: Context, args: StoryMap) -> Reply:
    kept = (await store.shelf(ctx.unit, ctx.member.id)).stories
    if kept:
        await note_use(store.SHELVES, ctx.unit, ctx.member.id, StoryMap.path, ctx.today)
    found = model.covered(ctx.content.root, [model.texts(one) for one in kept])
    return Reply(body=cards.mapped(found, len(kept)))


@press()
async def open_story(ctx: Context, args: OpenStory) -> Reply:
    kept = (await store.shelf(ctx.unit, ctx.member.id)).stories
    found = next((one for one in kept if one.id == args.id), None)
    if found is None:
        raise Refusal("That story is deleted.", StoryList().call(), "My stories")
    parts = model.texts(found)
    if model.is_foreign(parts):
        return Reply(body=cards.unjudged(found.title.value, parts, kept=found))
    report = model.story_report(ctx.content.root, parts)
    return Reply(body=cards.judged(found.title.value, parts, report, kept=found))


@press()
async def drop_story(ctx: Context, args: DropStory) -> Reply:
    return await _dropped(ctx, args.id, "story")


async def _dropped(ctx: Context, kept: str, what: str) -> Reply:
    if not await store.drop(ctx.unit, ctx.member.id, kept):
        raise Refusal(f"That {what} is deleted already.", StoryList().call(), "My stories")
    return Reply(body=cards.dropped(what, ctx.clear_disk()))


# aloud


@press()
async def rehearse(ctx: Context, args: Rehearse) -> Reply:
    run = new_id(ctx.chance, 8)
    await store.run(ctx.unit, ctx.member.id, run)
    for stage, (seconds, _) in enumerate(model.PROMPTS[1:], 1):
        at = ctx.now + dt.timedelta(seconds=seconds)
        prompt = Prompt(run=run, stage=stage)
        ctx.tell(ctx.member.id, prompt, run, str(stage), at=at, within=dt.timedelta(minutes=1))
    return Reply(body=cards.prompt(0, run))


@message(urgent=True)
async def prompted(ctx: Context, args: Prompt) -> Reply | Skip:
    if (await store.shelf(ctx.unit, ctx.member.id)).run != args.run:
        return Skip(why="the rehearsal was stopped, or begun anew")
    return Reply(body=cards.prompt(args.stage, args.run))


@press()
async def stop(ctx: Context, args: StopClock) -> Reply:
    if (await store.shelf(ctx.unit, ctx.member.id)).run == args.run:
        await store.run(ctx.unit, ctx.member.id, "")
    return Reply(body=cards.stopped())


@press()
async def rated(ctx: Context, args: Rated) -> Reply:
    return Reply(body=cards.rated(args.how))
