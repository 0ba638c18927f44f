"""Ids that people put into a Call: each is declared as what it names, and a stranger's does nothing."""

import pytest

from bot.app import registry
from bot.core.command import Command, Parameter
from bot.core.kinds import Names, pick
from bot.core.reply import Chosen, Pressed
from bot.core.values import Call, GroupId, name_in
from bot.store import members
from tests.channel import set_up
from tests.hostile import Watch, example_of, nothing_in
from tests.records import about, everything, group_of, id_of
from tests.stage import home
from tests.world import Somebody, World

REGISTRY = registry()
NAMED: dict[str, Names] = {
    "channel": "channel",
    "who": "person",
    "member": "member",
    "account": "account",
    "group": "group",
}
UNMARKED = ("space", "people", "to", "user", "partner", "server")
"""Names under which an id could come along of which nobody looks up whose it is."""
REFUSED: dict[Names, str] = {
    "person": "isn't a member of this group",
    "member": "isn't in this group anymore",
    "account": "isn't linked to you anymore",
    "group": "aren't in that group anymore",
}
OURS, THEIRS = home("discord", "111111111111111111"), home("discord", "222222222222222222", "Strangers")
CASES = [
    (command, parameter)
    for command in sorted(REGISTRY, key=lambda c: c.path)
    if command.kind in ("command", "press")
    for parameter in command.parameters
    if parameter.kind.names
]


def test_every_argument_that_names_somebody_or_some_place_says_so() -> None:
    problems = [
        f"{command.path}: {parameter.name} is looked up by nobody"
        for command in REGISTRY
        if command.kind in ("command", "press")
        for parameter in command.parameters
        if parameter.kind.names != NAMED.get(parameter.name, "") or parameter.name in UNMARKED
    ]
    nothing_in(problems)
    assert {parameter.kind.names for _, parameter in CASES} == set(NAMED.values())


async def two_servers(w: World) -> tuple[Somebody, Somebody]:
    """Alice organizes a group in one server, mallory another in theirs; both are members of their own."""
    alice = await w.member("alice", "UTC", organiser=True, on=OURS)
    await w.member("bob", "UTC", on=OURS)
    mallory = await w.member("mallory", "UTC", organiser=True, on=THEIRS)
    for who in (alice, mallory):
        await set_up(who)
    return alice, mallory


async def ids_of(w: World, who: Somebody) -> dict[Names, str]:
    """One id of each kind of somebody's group."""
    return {
        "channel": who.where.channel.rpartition(":")[2],
        "person": pick(name_in(who.account)),
        "member": await id_of(w, who),
        "account": who.account,
        "group": await group_of(w, who.where),
    }


@pytest.mark.parametrize(("command", "parameter"), CASES, ids=[c.path for c, _ in CASES])
async def test_a_strangers_id_in_any_argument_changes_nothing_of_theirs(
    w: World, command: Command, parameter: Parameter
) -> None:
    alice, mallory = await two_servers(w)
    theirs, own = await ids_of(w, alice), await ids_of(w, mallory)
    before, delivered = about(theirs["group"], await everything(w)), len(w.sent_to(OURS.channel))
    call = example_of(w, command)
    values = {**call.values, parameter.name: theirs[parameter.kind.names]}
    forged = Call(path=command.path, values=values)
    pressed = REGISTRY.encode(GroupId(own["group"]), forged)
    watch = Watch(w, [])
    for signal in (Chosen(call=forged), Pressed(payload=pressed or "")):
        shown = await watch.send(mallory, signal, command.path, heavy=command.heavy)
        await w.time.drain()
        assert (
            REFUSED.get(parameter.kind.names, "") in shown[-1].text
        )  # a channel is looked for in their own server
    nothing_in(watch.problems)
    assert about(theirs["group"], await everything(w)) == before
    assert len(w.sent_to(OURS.channel)) == delivered
    group = await members.group(w.app.store.unit(GroupId(own["group"]), w.now))
    assert group.channel is None or group.channel.startswith(THEIRS.space)


async def test_who_organises_one_server_organises_no_group_of_another(w: World) -> None:
    await two_servers(w)
    mallory = w.person("mallory", organiser=True, on=OURS)
    mallory.organiser = False
    await mallory.say("/prep start zone=UTC")
    theirs = await ids_of(w, mallory)
    before = about("admin", await everything(w))
    mallory.where, mallory.organiser = THEIRS, True  # in the server that is theirs
    for path in ("admin.post", "admin.members", "admin.setup"):
        payload = REGISTRY.encode(GroupId(theirs["group"]), Call(path=path))
        (shown,) = await mallory.send(Pressed(payload=payload or ""))
        assert "people who organize this group" in shown.text
    group = await members.group(w.app.store.unit(GroupId(theirs["group"]), w.now))
    assert group.spaces == (OURS.space,)
    assert about("admin", await everything(w)) == before


async def test_a_members_button_pressed_in_a_server_of_strangers_brings_nothing_of_it(w: World) -> None:
    await two_servers(w)
    sam = w.person("sam", on=OURS)
    group = await group_of(w, OURS)
    await sam.say("/prep start")  # not joined yet, and known here by nobody
    sam.where = THEIRS
    await sam.say("/prep start zone=UTC")
    sam.where = OURS
    await sam.say("/prep start zone=UTC")
    sam.where = THEIRS
    payload = REGISTRY.encode(group, Call(path="today"))
    assert "Today" in (await sam.send(Pressed(payload=payload or "")))[0].text
    assert (await members.group(w.app.store.unit(group, w.now))).spaces == (OURS.space,)


async def test_a_channel_that_the_platform_finds_in_another_space_is_refused_at_its_field(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True)
    own = alice.where
    alice.where = home("slack", "T0STRANGE", "Strangers")  # where their account isn't at home
    shown = await alice.say("/prep-admin setup channel=#general")
    assert "That channel isn't in this space. Pick one of its own." in shown.text
    group = await members.group(w.app.store.unit(await group_of(w, own), w.now))
    assert group.channel is None
