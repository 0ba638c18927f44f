"""Discord's JSON read: numbers, nested commands, marks on payloads, errors by their codes."""

import copy
from collections.abc import Callable
from typing import Any

import discord
import pytest

from bot.core.reply import Chosen, Pressed
from bot.core.values import Call
from bot.platforms.discord import error_mapping
from bot.platforms.discord.inbound import COMMAND, PRESS, Happening, Heard, build_inbound, read
from bot.platforms.discord.manifest import find_differences, tree
from bot.platforms.port import Busy
from tests.platforms.discord.state import as_given_back
from tests.platforms.door import REGISTRY


def happening(kind: int = COMMAND, **data: Any) -> Happening:
    return Happening(
        id="900", kind=kind, user="7", name="erin", channel="5", guild="3", place="ML", data=data
    )


def command(*options: dict[str, Any], name: str = "prep") -> Happening:
    return happening(type=1, name=name, options=list(options))


def option(kind: int, name: str, value: object = None, *options: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "name": name, "value": value, "options": list(options)}


def test_an_options_value_arrives_as_one_would_type_it() -> None:
    for value, typed in ((3, "3"), (0.1, "0.1"), (1e-7, "0.0000001"), (400.0, "400.0"), ("x=1", "x=1")):
        heard = read(command(option(1, "quiz", None, option(10, "points", value))), "prep")
        assert heard == Heard(Chosen(call=Call(path="quiz", values={"points": typed})))


def test_a_root_of_another_word_and_a_group_are_followed_and_the_mark_of_equal_buttons_is_left_out() -> None:
    inner = option(2, "mock", None, option(1, "hours"))
    assert read(command(inner, name="loop"), "loop") == Heard(Chosen(call=Call(path="mock.hours")))
    assert read(command(option(1, "setup"), name="loop-admin"), "loop") == Heard(
        Chosen(call=Call(path="admin.setup"))
    )
    for custom_id in ("1:g:today", "2|1:g:today", "9|1:g:today"):
        heard = read(happening(PRESS, custom_id=custom_id, component_type=2), "prep")
        assert heard == Heard(Pressed(payload="1:g:today"))


def test_an_inbound_hides_names_from_its_repr() -> None:
    shown = repr(happening()) + repr(build_inbound(happening(), Pressed(payload="p")))
    assert "erin" not in shown


class Response:
    """As much of a response as an error of the library keeps."""

    reason = ""

    def __init__(self, status: int, **headers: str) -> None:
        self.status, self.headers = status, headers


def error(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    response: Any = Response(status, **headers)
    return discord.HTTPException(response, {"code": code, "message": ""})


@pytest.mark.parametrize(
    ("code", "direct", "outcome"),
    [
        *((code, True, "gone") for code in (10013, 10007, 50278)),
        (50007, True, "closed"),
        *((code, False, "closed") for code in (50001, 50013, 10003, 50083)),
    ],
)
def test_each_refusal_has_its_outcome_and_its_words_and_any_other_is_an_error(
    code: int, direct: bool, outcome: str
) -> None:
    receipt = error_mapping.outcome(error(403, code), direct=direct)
    assert receipt is not None
    assert (receipt.outcome, bool(receipt.why)) == (outcome, True)
    assert error_mapping.outcome(error(400, 50035), direct=direct) is None


@pytest.mark.parametrize(
    ("raised", "seconds"),
    [
        (error(429, 0, **{"Retry-After": "12"}), 12),
        (error(429, 0, **{"Retry-After": "soon"}), 60),
        (error(403, 40003), 60),
    ],
)
def test_where_discord_asks_for_patience_nothing_was_sent(
    raised: discord.HTTPException, seconds: float
) -> None:
    assert error_mapping.waits(raised) == seconds
    with pytest.raises(Busy):
        error_mapping.outcome(raised, direct=True)


def registered(tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [as_given_back(copy.deepcopy(command) | {"id": "1"}) for command in tree]


CHANGES: tuple[Callable[[Any], object], ...] = (
    lambda t: t.pop(),
    lambda t: t[0].update(description="Another"),
    lambda t: t[0]["options"].reverse(),
    lambda t: t[1].update(default_member_permissions=None),
    lambda t: t[0].update(contexts=[0]),
    lambda t: start(t)["options"][0].update(autocomplete=False),
    lambda t: start(t)["options"][1].update(max_value=91),
)


def start(tree: Any) -> Any:
    return next(option for option in tree[0]["options"] if option["name"] == "start")


def test_a_tree_is_the_same_as_discord_gives_it_back_and_each_change_of_it_is_noticed() -> None:
    wanted = tree(REGISTRY, "prep")
    assert find_differences(list(reversed(registered(wanted))), wanted) == []
    for change in CHANGES:
        shapes = registered(wanted)
        change(shapes)
        assert find_differences(shapes, wanted)
