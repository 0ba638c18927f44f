"""Logs: one JSON object a line, ids and places, and never a text, a token or a name."""

import ast
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

import bot
from bot.core.errors import log_bug
from bot.core.values import Private
from bot.logs import FIELDS, LONGEST, configure
from content.document import ContentError, join_errors
from tests.world import World, world

TOKEN = "xoxb-needle-1"  # noqa: S105 - planted
TEXT = "needle: I am worried about my offer"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers, root.level
    configure(made := io.StringIO())
    yield made
    root.handlers, root.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_how_bad_and_what_with_ids(stream: io.StringIO) -> None:
    structlog.get_logger("loopmate").warning("member gone", delivery="d1", platform="slack")
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "member gone", "level": "warning", "delivery": "d1", "platform": "slack"}


def test_a_field_that_nobody_has_thought_about_is_left_out_by_name(stream: io.StringIO) -> None:
    structlog.get_logger("loopmate").info("x", bullet=TEXT, answer=Private(TEXT), token=TOKEN)
    assert "needle" not in stream.getvalue()
    assert lines(stream)[0]["left_out"] == ["answer", "bullet", "token"]


def test_no_value_is_long_enough_for_a_text(stream: io.StringIO) -> None:
    structlog.get_logger("loopmate").info("x", error="e" * 5_000, trace=["t" * 5_000], code=5)
    (line,) = lines(stream)
    assert (len(line["error"]), len(line["trace"][0]), line["code"]) == (LONGEST, LONGEST, 5)


def test_of_a_bug_its_places_are_kept_and_not_its_words(stream: io.StringIO) -> None:
    try:
        int(TEXT)
    except ValueError as error:
        log_bug(error, "ref1", path="quiz")
    (line,) = lines(stream)
    assert not any(place.startswith("/") for place in line["trace"])  # no folder of the machine is named
    assert (line["reference"], line["error"], line["path"]) == ("ref1", "ValueError", "quiz")
    assert "test_watch_logs.py" in line["trace"][-1]
    assert "needle" not in stream.getvalue()


def test_of_broken_content_the_file_and_line_are_named(stream: io.StringIO) -> None:
    log_bug(
        join_errors([ContentError("content/a.yaml", 5, TEXT), ContentError("content/b.yaml", 2, TEXT)]),
        "ref1",
    )
    (line,) = lines(stream)
    assert line["trace"] == ["content/a.yaml:5", "content/b.yaml:2"]
    assert "needle" not in stream.getvalue()


def test_what_a_library_says_is_only_where_it_says_it(stream: io.StringIO) -> None:
    library = logging.getLogger("some.sdk")
    library.warning(f"request failed with {TOKEN}")
    library.error("member %s wrote %r", "needle-name", TEXT)
    try:
        Path(TOKEN).read_text(encoding="utf-8")
    except OSError:
        library.exception("while sending %s", TEXT)
    library.info("not worth a line")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(TEXT, stacklevel=1)
    found = lines(stream)
    assert "needle" not in stream.getvalue()
    assert [line["logger"] for line in found] == ["some.sdk"] * 3 + ["py.warnings"]
    assert found[2]["error"] == "FileNotFoundError"
    assert found[0]["where"].startswith("test_watch_logs.py:")


async def test_a_loud_afternoon_leaves_no_word_of_anybody_in_the_log(
    stream: io.StringIO, tmp_path: Path
) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("needle-alice", organiser=True)
        await alice.say(f"/prep bullet {TEXT}")
        await alice.say(TEXT, dm=True)
        await alice.say(f"/prep {TEXT}")
        await _break(w, TEXT)
        await alice.say(f"/prep ask {TEXT}")
        w.stage.broken = 3
        await w.advance(hours=24)
    assert any(line["event"] == "bug" for line in lines(stream))
    assert "needle" not in stream.getvalue()


async def _break(w: World, words: str) -> None:
    """From now on the handler behind `ask` fails with somebody's words in its error."""
    command = w.app.registry.find("ask")
    assert command is not None

    async def run(*_: Any) -> Any:
        raise RuntimeError(words)

    object.__setattr__(command, "run", run)


def test_every_line_that_the_program_writes_has_known_fields_alone() -> None:
    found: dict[str, set[str]] = {}
    for file in sorted(Path(bot.__path__[0]).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _is_log(call):
                unknown = {k.arg for k in call.keywords if k.arg} - FIELDS
                found |= {f"{file.name}:{call.lineno}": unknown} if unknown else {}
    assert found == {}


def _is_log(call: ast.Call) -> bool:
    """`log.warning(...)` and `log_bug(...)`."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "log_bug"
    inside = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    return inside and call.func.value.id == "log"  # type: ignore[attr-defined] # narrowed above
