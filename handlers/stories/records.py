"""What members asked to keep of their projects and stories, and when they used which command."""

from bot.core.values import MemberId, Private
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from handlers.stories.model import Genre, Kept, Portfolio

PORTFOLIOS = Repo("stories", Portfolio, owned_by=KEY)


async def keep(
    unit: Unit, member: MemberId, genre: Genre, title: str, parts: dict[str, str]
) -> tuple[Portfolio, bool] | None:
    """Adds a story or a summary to the portfolio, in place of one of the same name; the portfolio then, and whether
    it replaced one. None: it is full."""
    known = await PORTFOLIOS.get_or_new(unit, member)
    old = known.kept(genre)
    before = next((one for one in old if one.title.value.casefold() == title.casefold()), None)
    if before is None and len(old) >= genre.most:
        return None
    made = known.made + (before is None)
    kept = Kept(
        id=before.id if before else f"{genre.plural[0]}{made}",
        title=Private(title),
        parts={name: Private(text) for name, text in parts.items()},
    )
    new = tuple(kept if one is before else one for one in old) + (() if before else (kept,))
    changed = known.copy_with(**{genre.plural: new}, made=made)
    PORTFOLIOS.put(unit, member, changed)
    return changed, before is not None


async def drop(unit: Unit, member: MemberId, kept: str) -> bool:
    """Deletes a story or a project; whether it was there."""
    known = await PORTFOLIOS.get_or_new(unit, member)
    stories = tuple(one for one in known.stories if one.id != kept)
    projects = tuple(one for one in known.projects if one.id != kept)
    if (stories, projects) == (known.stories, known.projects):
        return False
    PORTFOLIOS.put(unit, member, known.copy_with(stories=stories, projects=projects))
    return True


async def set_rehearsal(unit: Unit, member: MemberId, name: str) -> None:
    """Which rehearsal goes on; none for an empty name."""
    known = await PORTFOLIOS.get_or_new(unit, member)
    PORTFOLIOS.put(unit, member, known.copy_with(run=name))
