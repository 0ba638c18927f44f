"""What stands on the screens: the cards that each person can see, and the form that each has open."""

import itertools
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.card import Button, Card, Form
from bot.core.ids import AccountId
from bot.platforms.location import Location

KEPT = 200
"""Cards remembered for one person, and for one channel."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card on a screen; `number` counts the cards of the platform upwards."""

    number: int
    place: Location
    card: Card
    payloads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """A button that can be pressed, and the card it stands on."""

    label: str
    payload: str
    on: Shown


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that waits for its fields, and what it goes back with."""

    form: Form
    payload: str
    place: Location
    on: Shown | None


class Memory:
    """Cards by place; the newest `KEPT` of each."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._cards: defaultdict[Location, deque[Shown]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._forms: dict[AccountId, OpenForm] = {}

    def show(self, place: Location, card: Card, payloads: tuple[str, ...]) -> Shown:
        """Remembers a new card."""
        shown = Shown(next(self._numbers), place, card, payloads)
        self._cards[place].append(shown)
        return shown

    def replace(self, old: Shown, card: Card, payloads: tuple[str, ...]) -> Shown:
        """A card in the place of an older one, whose buttons are gone."""
        if old in self._cards[old.place]:
            self._cards[old.place].remove(old)
        return self.show(old.place, card, payloads)

    def buttons(self, account: AccountId) -> Iterator[Live]:
        """What this person can press, newest card first, in the order of the card."""
        cards = (card for place, cards in self._cards.items() if place.is_open_to(account) for card in cards)
        for shown in sorted(cards, key=lambda card: -card.number):
            yield from live(shown)

    def newest(self, account: AccountId) -> list[Live]:
        """The buttons of the newest card that has any for this person."""
        row = list(self.buttons(account))
        return [button for button in row if button.on.number == row[0].on.number]

    def open(self, account: AccountId, form: OpenForm) -> None:
        """Opens a form for a person, in the place of any other."""
        self._forms[account] = form

    def form(self, account: AccountId) -> OpenForm | None:
        """The form that a person has open."""
        return self._forms.get(account)

    def close(self, account: AccountId) -> None:
        """Closes a person's form, if there is one."""
        self._forms.pop(account, None)


def live(shown: Shown) -> list[Live]:
    """The buttons of one card; one without a payload cannot be pressed."""
    pairs: Iterator[tuple[Button, str]] = zip(shown.card.buttons, shown.payloads, strict=False)
    return [Live(button.label, payload, shown) for button, payload in pairs]


def same_label(typed: str, label: str) -> bool:
    """Whether a label is meant: blanks, capitals and the kind of apostrophe do not matter."""
    return _plain(typed) == _plain(label)


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace("’", "'").split())
