"""The one card of a flow that has working buttons, in a DM and a meeting: the one before it loses them."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.platforms.sides import FLOW, Side

PLACES = pytest.mark.parametrize("place", ["dm", "meeting"])
FAULTS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("slack", "find"): [
        *({"error": error} for error in ("channel_not_found", "missing_scope", "token_expired")),
        {"retry_after": 30},
        {"status": 500},
    ],
    ("slack", "edit"): [
        *({"error": error} for error in ("message_not_found", "cant_update_message", "channel_not_found")),
        *({"error": error} for error in ("is_archived", "token_revoked")),
        {"drop": True},
    ],
    ("discord", "find"): [
        {"status": 403, "code": 50001},  # may not read what was said
        {"status": 404, "code": 10003},  # the channel is gone
        {"status": 401},
    ],
    ("discord", "edit"): [
        {"status": 404, "code": 10008},  # the message is gone
        {"status": 404, "code": 10003},
        {"status": 403, "code": 50001},
        {"status": 401},
        {"drop": True},
    ],
}


@PLACES
async def test_after_a_restart_the_card_before_loses_its_buttons(side: Side, place: str) -> None:
    await side.tell("a", place, flow=FLOW)
    await side.restart()
    for entry in ("b", "c"):
        assert (await side.tell(entry, place, flow=FLOW)).outcome == "sent"
    assert side.labels(place) == [[], [], ["Go"]]
    assert (side.count("find"), side.count("edit")) == (2, 2), "looked for once by each process"


@PLACES
@pytest.mark.parametrize(
    ("side", "does", "fault"),
    [(*request, fault) for request, faults in FAULTS.items() for fault in faults],
    indirect=["side"],
)
async def test_what_stands_in_the_way_of_an_edit_holds_up_no_message(
    side: Side, place: str, does: str, fault: dict[str, Any]
) -> None:
    await side.tell("a", place, flow=FLOW)
    await side.restart()
    side.fail(does, **fault)
    with capture_logs() as logs:
        assert (await side.tell("b", place, flow=FLOW)).outcome == "sent"
    assert [e["event"] for e in logs] == [side.UNSETTLED]
    assert side.labels(place) == [["Go"], ["Go"]]
    await side.tell("c", place, flow=FLOW)
    assert side.labels(place) == [["Go"], [], ["Go"]]
    assert (side.count("send"), side.count("find")) == (3, 2)
    assert side.count("edit") == (1 if does == "find" else 2), "tried once for each card"
