"""What a platform can offer while somebody types an argument."""

from collections.abc import Sequence

from bot.context import ContextFactory
from bot.core.command import Access
from bot.core.faults import log_bug
from bot.core.ids import AccountId, SpaceId, is_global, new_id, space_of
from bot.core.kinds import Suggest
from bot.store import members
from bot.store.directory import Directory


class Suggestions:
    """Asks the sources that arguments declare."""

    def __init__(self, contexts: ContextFactory, directory: Directory) -> None:
        self._contexts = contexts
        self._directory = directory

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        """At most 25 values for an argument; nothing when it has no source, the source fails, or only members
        may ask and this is none."""
        command = self._contexts.registry.find(path)
        parameter = command.parameter(field) if command else None
        if command is None or parameter is None or parameter.suggest is None:
            return ()
        try:
            return await self._find_suggestions(account, space, command.access, parameter.suggest, typed)
        except Exception as error:  # a member types on without it
            log_bug(error, new_id(self._contexts.store.chance, 8), path=path)
            return ()

    async def _find_suggestions(
        self, account: AccountId, space: SpaceId | None, access: Access, suggest: Suggest, typed: str
    ) -> Sequence[str]:
        known = await self._directory.groups_of(account)
        space = space or (None if is_global(account) else space_of(account))
        here = await self._directory.group_of(space) if space else None
        group = here if here is not None and (here in known or not known) else next(iter(known), None)
        if group is None:
            return ()
        unit = self._contexts.unit(group)
        joined = await members.find(unit, account)
        if access is Access.MEMBER and joined is None:
            return ()
        ctx = self._contexts.context(unit, "suggest", joined)
        found: Sequence[str] = await suggest.source(ctx, typed[:100])
        return found[:25]
