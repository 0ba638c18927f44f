"""Labels that hold a round or a name: they fit whatever the round and however long the name."""

import datetime as dt
from typing import get_args

from bot.core.card import LABEL
from bot.core.layout import Page
from bot.core.member import Member
from bot.core.values import MemberId
from handlers.admin.cards import members
from handlers.mocks.cards import avoid_list
from handlers.mocks.meeting_cards import roll_call
from handlers.mocks.model import Mock, Round
from handlers.mocks.view import MockView

NOW = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
NAMES = ("christopherw", "christopherw", "Bartholomew Featherstonehaugh", "hubertwolfeschlegelsteinhausen")
PEOPLE = tuple(
    Member(id=MemberId(f"m{n}"), name=name, zone="UTC", joined=NOW) for n, name in enumerate(NAMES)
)


def test_labels_with_a_round_or_a_long_name_fit_and_differ() -> None:
    pair = PEOPLE[0].id, PEOPLE[2].id
    mocks = [Mock(week=NOW.date(), at=NOW, members=pair, round=which) for which in get_args(Round)]
    shown = [
        *(roll_call(MockView("k", mock, {m.id: m for m in PEOPLE}, PEOPLE[0])) for mock in mocks),
        members(Page(PEOPLE, 1, 1, 1, len(PEOPLE)), frozenset({PEOPLE[1].id, PEOPLE[2].id}), NOW),
        avoid_list(PEOPLE, ("I'll never pair you with:",)),
    ]
    for body in shown:
        labels = [button.label for button in body.buttons]
        assert len(set(labels)) == len(labels)
        assert max(map(len, labels)) <= LABEL, labels
    assert "Promote christopherw" in [button.label for button in shown[-2].buttons]
