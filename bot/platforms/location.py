"""Where a card is in a space of this machine, whose people the terminal and the page show."""

from dataclasses import dataclass

from bot.core.ids import AccountId, ChannelId, SpaceId, channel_id, name_in
from bot.platforms.port import Delivery


@dataclass(frozen=True, slots=True)
class Location:
    """A DM (an account alone), a channel (alone), or a channel as one person sees it (both)."""

    account: AccountId | None = None
    channel: ChannelId | None = None

    @property
    def private(self) -> bool:
        """Whether one person alone sees it."""
        return self.account is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The members of a group DM; empty for every other place."""
        if self.account is not None or self.channel is None:
            return ()
        name = name_in(self.channel)
        return tuple(name.split(",")) if "," in name else ()

    def is_open_to(self, account: AccountId) -> bool:
        """Whether this person sees what is shown here."""
        if self.account is not None:
            return self.account == account
        return not self.names or name_in(account) in self.names


def location_of(delivery: Delivery, space: SpaceId) -> Location:
    """Where a message goes in that space; people who share a place share a group DM."""
    if delivery.people:
        return Location(channel=channel_id(space, ",".join(name_in(one) for one in delivery.people)))
    if delivery.place == "channel":
        return Location(channel=ChannelId(delivery.to))
    return Location(account=AccountId(delivery.to))
