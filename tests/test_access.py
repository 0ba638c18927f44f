"""Every Call is authorised again when it arrives: who may not make it changes nothing, whatever they hold."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

import pytest

from bot.core.command import Access, Command
from bot.core.reply import Chosen, Pressed, Said, Signal, Submitted
from bot.core.values import Call, GroupId, account_id, space_id
from tests.hostile import (
    NEEDLE,
    Explorer,
    Watch,
    example_of,
    needles,
    nothing_in,
    payload_of,
    people_can_call,
    people_cannot_call,
    written,
)
from tests.records import Triple, about, everything, group_of, id_of
from tests.world import Somebody, World

Person = Callable[[World], Awaitable[Somebody]]


async def stranger(w: World) -> Somebody:
    return w.person("sam")


async def ex_member(w: World) -> Somebody:
    """Somebody who used everything, and whose membership ended between the card and the press."""
    carol = await w.member("carol")
    await Explorer(Watch(w, []), carol).explore(most=25)
    await carol.say("/prep privacy forget")
    await carol.press("Forget everything now")
    await w.advance(hours=2)
    return carol


async def member(w: World) -> Somebody:
    return await w.member("mia")


def ways(w: World, group: GroupId, command: Command) -> Iterator[Signal]:
    """The same Call typed, chosen bare, pressed, and sent as a form."""
    call = example_of(w, command)
    bare, asking = Call(path=command.path), Call(path=command.path, ask=True)
    yield Chosen(call=call)
    yield Chosen(call=bare)
    for payload in dict.fromkeys(payload_of(w, group, one) for one in (call, bare, asking)):
        if payload is not None:
            yield Pressed(payload=payload)
            yield Submitted(payload=payload, values=dict(call.values))


def beyond(access: Access, w: World) -> list[Command]:
    """What somebody who only has `access` may not call."""
    return [c for c in people_can_call(w) if c.access > access]


class Still:
    """Makes Calls, and notes those after which anything that is stored is not as before."""

    def __init__(self, w: World) -> None:
        self.problems: list[str] = []
        self._watch = Watch(w, self.problems)
        self._before: set[Triple] | None = None
        self._writes = -1

    async def after(self, who: Somebody, signal: Signal, case: str) -> None:
        """Nothing runs by itself here: what the Call wants done later would be stored as well.

        Everything is read again only where the server has counted a write since.
        """
        if self._before is None:
            self._before = await everything(self._watch.world)
            self._writes = await written(self._watch.world)
        await self._watch.send(who, signal, case, heavy=True)
        if (writes := await written(self._watch.world)) == self._writes:
            return
        after = await everything(self._watch.world)
        if changed := self._before ^ after:
            self.problems.append(f"{case}: it changed {sorted(changed)[0][0].decode()}")
        self._before, self._writes = after, writes


@pytest.mark.parametrize(
    ("person", "access"),
    [(stranger, Access.ANYONE), (ex_member, Access.ANYONE), (member, Access.MEMBER)],
    ids=["a stranger", "an ex-member", "a member who does not organise"],
)
async def test_who_may_not_make_a_call_changes_nothing_by_it(
    w: World, person: Person, access: Access
) -> None:
    await w.member("bob")
    who, still, group = await person(w), Still(w), await group_of(w)
    refused = beyond(access, w)
    assert refused
    for command in refused:
        for signal in ways(w, group, command):
            await still.after(who, signal, f"{command.path}, {type(signal).__name__.lower()}")
    nothing_in(still.problems)


async def test_another_groups_member_changes_nothing_with_a_button_of_this_one(w: World) -> None:
    bob = await w.member("bob")
    held = await Explorer(Watch(w, []), bob).explore(most=30)
    eve = w.person("eve", organiser=True)
    eve.account = account_id(space_id("console", "other"), "eve")
    assert "You're in" in (await eve.say("/prep start zone=Europe/Paris")).text
    still, group = Still(w), await group_of(w)
    for command in people_can_call(w):
        for signal in ways(w, group, command):
            if not isinstance(signal, Chosen):
                await still.after(eve, signal, f"{command.path} of another group")
    for payload, where in held.items():
        await still.after(eve, Pressed(payload=payload), f"{where} of another group")
    nothing_in(still.problems)


@pytest.mark.parametrize("person", [stranger, member], ids=["a stranger", "another member"])
async def test_somebody_elses_press_of_a_members_buttons_changes_nothing_of_theirs(
    w: World, person: Person
) -> None:
    bob, who = await w.member("bob"), await person(w)
    held = await Explorer(Watch(w, []), bob).explore(most=40)
    mark, watch = await id_of(w, bob), Watch(w, [])
    before = about(mark, await everything(w))
    assert before
    for payload, where in held.items():
        for signal in (Pressed(payload=payload), Submitted(payload=payload, values={})):
            await watch.send(who, signal, where, heavy=True)
        if changed := before ^ about(mark, await everything(w)):
            watch.problems.append(f"{where}: it changed {sorted(changed)[0][0].decode()} of bob's")
            before = about(mark, await everything(w))
    nothing_in(watch.problems)


@pytest.mark.parametrize("person", [stranger, member], ids=["a stranger", "another member"])
async def test_what_somebody_typed_in_confidence_is_shown_to_nobody_else(w: World, person: Person) -> None:
    bob, who, watch = await w.member("bob"), await person(w), Watch(w, [])
    seen_by_bob = 0
    for command in people_can_call(w):
        for shown in await watch.send(bob, Chosen(call=needles(command)), command.path, heavy=True):
            for payload in shown.answer.payloads:
                for signal in (Pressed(payload=payload), Submitted(payload=payload, values={})):
                    for other in await watch.send(who, signal, command.path):
                        if NEEDLE in other.text:
                            watch.problems.append(f"{command.path}: it shows what bob typed")
                    own = await watch.send(bob, signal, command.path)
                    seen_by_bob += sum(NEEDLE in one.text for one in own)
    assert seen_by_bob
    nothing_in(watch.problems)


@pytest.mark.parametrize("person", [stranger, ex_member], ids=["a stranger", "an ex-member"])
async def test_what_anyone_may_call_touches_nothing_that_is_there(w: World, person: Person) -> None:
    bob = await w.member("bob")
    who, watch, group = await person(w), Watch(w, []), await group_of(w)
    mark = await id_of(w, bob)
    before = about(mark, await everything(w))
    for command in (c for c in people_can_call(w) if c.access is Access.ANYONE):
        for signal in ways(w, group, command):
            await watch.send(who, signal, command.path, heavy=True)
    if changed := before ^ about(mark, await everything(w)):
        watch.problems.append(f"{sorted(changed)[0][0].decode()} changed")
    nothing_in(watch.problems)


async def test_nobody_can_make_the_bot_say_or_do_what_only_it_may(w: World) -> None:
    olga, still = await w.member("olga", organiser=True), Still(w)
    group, done = await group_of(w), Counter(w.app.dispatcher.counts)
    for declared in people_cannot_call(w):
        bare = Call(path=declared.path)
        payload = w.app.registry.encode(group, bare) or ""
        for signal in (Chosen(call=bare), Pressed(payload=payload), Submitted(payload=payload, values={})):
            await still.after(olga, signal, declared.path)
    for declared in people_cannot_call(w):  # what is typed is answered, and noted as their first use of a day
        await Watch(w, still.problems).send(olga, Said(text=declared.path), declared.path)
        if w.app.dispatcher.counts[declared.path] > done[declared.path]:
            still.problems.append(f"{declared.path}: it was done")
    nothing_in(still.problems)
