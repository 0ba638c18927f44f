"""What holds for every command that there is: help, an example that works, and words for whatever is typed."""

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from structlog.testing import capture_logs

import bot
import handlers
from bot.app import registry
from bot.core.command import Args, Command
from bot.core.kinds import ATTACHMENT, Upload
from bot.core.registry import parse_text
from bot.core.reply import Chosen, Pressed, Said
from bot.core.values import Call
from tests.hostile import (
    NEEDLE,
    TEXTS,
    Explorer,
    Watch,
    bugs,
    example_of,
    hostile_calls,
    nothing_in,
    payload_of,
    people_can_call,
)
from tests.records import group_of
from tests.world import Somebody, World, world

T = TypeVar("T")
FULL = bool(os.environ.get("LOOPMATE_FULL"))
REGISTRY = registry()
SOURCES = sorted(
    path for package in (bot, handlers) for root in package.__path__ for path in Path(root).rglob("*.py")
)


def literal_paths(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The paths that stand as texts in `Call(path=...)`, `Call("...")` and `class X(Args, path=...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Call":
            given = [k.value for k in node.keywords if k.arg == "path"] or node.args[:1]
        elif isinstance(node, ast.ClassDef):
            given = [k.value for k in node.keywords if k.arg == "path"]
        else:
            continue
        for one in given:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value, one.lineno


def test_every_path_that_stands_in_the_code_is_declared() -> None:
    unknown = [
        f"{source.name}:{line} {path}"
        for source in SOURCES
        for path, line in literal_paths(ast.parse(source.read_text("utf-8")))
        if path and REGISTRY.find(path) is None
    ]
    nothing_in(unknown)


def test_all_arguments_that_name_a_path_are_those_of_its_handler() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith("handlers.")]
    for made in {one for module in modules for one in vars(module).values() if isinstance(one, type)}:
        if issubclass(made, Args) and made.path:
            declared = REGISTRY.find(made.path)
            assert declared is not None, f"nothing handles {made.path}"
            assert [p.name for p in declared.parameters] == [p.name for p in made.parameters()], made.path


@pytest.mark.parametrize("command", [c for c in REGISTRY if c.kind == "command"], ids=lambda c: c.path)
def test_every_example_is_read_as_the_arguments_of_its_command(command: Command) -> None:
    call = parse_text(REGISTRY, command.root, " ".join([*command.words, command.example]), command.access)
    assert call.path == command.path
    command.args.of(call.values)


async def crew(w: World) -> dict[str, Somebody]:
    """A stranger, a member whom examples name, and an organizer who is a member as well."""
    organiser = await w.member("olga", organiser=True)
    await organiser.say("/prep-admin setup channel=#general")
    return {"a stranger": w.person("sam"), "a member": await w.member("erin"), "an organizer": organiser}


def share(at: int, cases: Iterable[T]) -> list[T]:
    """Every sixth case, others for each command; all of them in the long run."""
    return list(cases) if FULL else list(cases)[at % 6 :: 6]


async def works(w: World, watch: Watch, who: Somebody, command: Command) -> bool:
    """Whether a command's example is done, not refused."""
    before = w.app.dispatcher.counts[command.path]
    await watch.send(who, Chosen(call=example_of(w, command)), command.path, heavy=command.heavy)
    await w.time.drain()
    return w.app.dispatcher.counts[command.path] > before


async def test_every_example_works_if_need_be_after_another_command(w: World) -> None:
    olga = (await crew(w))["an organizer"]
    watch = Watch(w, [])
    commands = [c for c in people_can_call(w) if c.kind == "command"]
    refused = [c for c in commands if not await works(w, watch, olga, c)]
    for command in refused:
        for first in commands:
            await works(w, watch, olga, first)
            if await works(w, watch, olga, command):
                break
        else:
            watch.problems.append(f"{command.path} {command.example}: always refused")
    nothing_in(watch.problems)


async def test_every_command_has_help_that_says_what_it_does(w: World) -> None:
    olga = (await crew(w))["an organizer"]
    watch = Watch(w, [])
    for command in (c for c in people_can_call(w) if c.kind == "command"):
        topic = " ".join(command.words)
        help_for = topic if command.root == "prep" else f"admin {topic}"
        shown = await watch.send(olga, Said(text=f"help {help_for}", root="prep"), command.path)
        if not shown or command.about not in shown[-1].text:
            watch.problems.append(f"{command.path}: the help says {shown[-1].text if shown else 'nothing'}")
    nothing_in(watch.problems)


@pytest.mark.parametrize("who", ["a stranger", "a member", "an organizer"])
async def test_whatever_is_given_to_any_command_is_answered_in_words_and_logged_nowhere(
    tmp_path: Path, who: str
) -> None:
    with capture_logs() as logs:
        async with world(tmp_path) as w:
            person = (await crew(w))[who]
            watch = Watch(w, [])
            for at, command in enumerate(people_can_call(w)):
                for what, call in share(at, hostile_calls(w, command)):
                    case = f"{command.path}, {what}"
                    await watch.send(person, Chosen(call=call), case, heavy=command.heavy)
                await w.time.drain()
            counted = repr(w.app.dispatcher.counts)
    nothing_in(watch.problems + bugs(logs))
    assert NEEDLE not in repr(logs) + counted


@pytest.mark.parametrize("root", ["prep", "admin", None])
async def test_whatever_is_typed_after_a_root_or_in_a_dm_is_answered_in_words(
    tmp_path: Path, root: str | None
) -> None:
    with capture_logs() as logs:
        async with world(tmp_path) as w:
            olga = (await crew(w))["an organizer"]
            watch = Watch(w, [])
            for at, command in enumerate(people_can_call(w)):
                for what, text in share(at, TEXTS.items()):
                    for typed in {f"{command.path} {text}", " ".join([*command.words, text])}:
                        said = Said.model_validate({"text": typed, "root": root})
                        await watch.send(olga, said, f"{command.path}, {what}", heavy=command.heavy)
                await w.time.drain()
            for what, text in TEXTS.items():
                await watch.send(olga, Said.model_validate({"text": text, "root": root}), what)
    nothing_in(watch.problems + bugs(logs))
    assert NEEDLE not in repr(logs)


async def test_any_file_is_answered_in_words(tmp_path: Path) -> None:
    files = [
        Upload(name="empty.pdf", data=b""),
        Upload(name=f"../../{NEEDLE}\x00.pdf", data=b"%PDF-1.7 " + b"\x00" * 1_000),
        Upload(name="x" * 5_000, data=b"\xff\xfe" * 1_000),
    ]
    with capture_logs() as logs:
        async with world(tmp_path) as w:
            mia = (await crew(w))["a member"]
            for command in people_can_call(w):
                if any(p.kind is ATTACHMENT for p in command.parameters):
                    for upload in files:
                        w.clock.set(w.now + Watch.PATIENCE)
                        shown = await mia.say(f"/prep {' '.join(command.words)}", upload=upload)
                        assert shown.text.strip()
    nothing_in(bugs(logs))
    assert NEEDLE not in repr(logs)


async def test_suggestions_never_fail_and_fit_every_platform(w: World) -> None:
    for person in (await crew(w)).values():
        for command in people_can_call(w):
            for parameter in command.parameters:
                for text in ("", "a", *TEXTS.values()):
                    door = w.app.dispatcher
                    found = await door.suggest(person.account, command.path, parameter.name, text)
                    assert len(found) <= 25
                    assert all(1 <= len(one) <= 100 for one in found)


async def test_a_press_for_a_form_is_answered_also_where_a_command_has_none(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with world(tmp_path) as w:
            mia = (await crew(w))["a member"]
            watch, group = Watch(w, []), await group_of(w)
            for command in people_can_call(w):
                if payload := payload_of(w, group, Call(path=command.path, ask=True)):
                    await watch.send(mia, Pressed(payload=payload), command.path, heavy=command.heavy)
    nothing_in(watch.problems + bugs(logs))


async def test_every_button_that_a_member_reaches_answers_in_words(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with world(tmp_path) as w:
            mia = (await crew(w))["a member"]
            watch = Watch(w, [])
            found = await Explorer(watch, mia).explore()
            await w.advance(days=2)
            await Explorer(watch, mia).explore()
    assert len(found) > 20
    nothing_in(watch.problems + bugs(logs))
