"""Which of these commands a member used last on which day; what was asked is never kept."""

from bot.core.member import LastUses
from bot.store.repo import KEY, Repo

PRACTICE = Repo("ask-practice", LastUses, owned_by=KEY)
