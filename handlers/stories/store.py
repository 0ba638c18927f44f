"""What members asked to keep of their projects and stories, and when they used which command."""

from dataclasses import dataclass

from bot.core.ids import MemberId
from bot.core.values import Private
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from handlers.stories.model import PROJECTS, STORIES, Project, Shelf, Story

SHELVES = Repo("stories", Shelf, owned_by=KEY)


@dataclass(frozen=True, slots=True)
class Kept:
    """The shelf with something more on it; `again`: one of the same name made room."""

    shelf: Shelf
    again: bool


async def shelf(unit: Unit, member: MemberId) -> Shelf:
    return await SHELVES.get(unit, member) or Shelf()


def put(unit: Unit, member: MemberId, value: Shelf) -> None:
    SHELVES.put(unit, member, value)


def _like(one: Story | Project, title: str) -> bool:
    return one.title.value.casefold() == title.casefold()


async def keep_story(unit: Unit, member: MemberId, title: str, parts: dict[str, str]) -> Kept | None:
    """Puts this story on the shelf, in the place of one of the same name; None: it is full."""
    known = await shelf(unit, member)
    before = next((one for one in known.stories if _like(one, title)), None)
    if before is None and len(known.stories) >= STORIES:
        return None
    made = known.made + (before is None)
    kept = Story(
        id=before.id if before else f"s{made}",
        title=Private(title),
        parts={name: Private(text) for name, text in parts.items()},
    )
    stories = [kept if one is before else one for one in known.stories] + ([] if before else [kept])
    changed = known.copy_with(stories=tuple(stories), made=made)
    put(unit, member, changed)
    return Kept(changed, before is not None)


async def keep_project(unit: Unit, member: MemberId, title: str, parts: dict[str, str]) -> Kept | None:
    """Puts this summary on the shelf, in the place of one of the same name; None: it is full."""
    known = await shelf(unit, member)
    before = next((one for one in known.projects if _like(one, title)), None)
    if before is None and len(known.projects) >= PROJECTS:
        return None
    made = known.made + (before is None)
    kept = Project(
        id=before.id if before else f"p{made}",
        title=Private(title),
        parts={name: Private(text) for name, text in parts.items()},
    )
    projects = [kept if one is before else one for one in known.projects] + ([] if before else [kept])
    changed = known.copy_with(projects=tuple(projects), made=made)
    put(unit, member, changed)
    return Kept(changed, before is not None)


async def drop(unit: Unit, member: MemberId, kept: str) -> bool:
    """Deletes a story or a project; whether it was there."""
    known = await shelf(unit, member)
    stories = tuple(one for one in known.stories if one.id != kept)
    projects = tuple(one for one in known.projects if one.id != kept)
    if (stories, projects) == (known.stories, known.projects):
        return False
    put(unit, member, known.copy_with(stories=stories, projects=projects))
    return True


async def run(unit: Unit, member: MemberId, name: str) -> None:
    """Which rehearsal goes on; none for an empty name."""
    known = await shelf(unit, member)
    put(unit, member, known.copy_with(run=name))
