"""What the documents name exists: commands, settings, files, log lines, options of the program."""

import ast
import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.app import registry
from bot.cli import app
from bot.platforms.discord.manifest import PERMISSIONS
from bot.platforms.slack.scopes import SCOPES
from bot.settings import OURS, named

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [*(ROOT / "docs").glob("*.md"), ROOT / "SECURITY.md", ROOT / "README.md", ROOT / ".env.example"]
)
SETTINGS = {name for name, _ in named()}
FOR_TESTS = {"LOOPMATE_FULL", "LOOPMATE_REQUIRE_REDIS_SERVER"}
TROUBLE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")


def words_of(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_that_a_document_names_is_one(path: Path) -> None:
    found = set(re.findall(rf"\b(?:{'|'.join(OURS)})[A-Z_]*[A-Z]\b", words_of(path)))
    assert found <= SETTINGS | FOR_TESTS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_the_chat_that_a_document_names_is_declared(path: Path) -> None:
    declared = {(c.root, " ".join(c.words)) for root in ("prep", "admin") for c in registry().commands(root)}
    for admin, rest in re.findall(r"/prep(-admin)?((?: [a-z][a-z-]*)+)", "\n".join(_code(words_of(path)))):
        words = rest.split()
        root = "admin" if admin else "prep"
        assert any((root, " ".join(words[:n])) in declared for n in (1, 2)), (path.name, admin, words)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_the_program_that_a_document_names_is_there_with_its_options(path: Path) -> None:
    known = dict(_program())
    lines = [*_code(words_of(path)), *re.findall(r"^ {4}\S.*$", words_of(path), re.MULTILINE)]
    for line in lines:
        for said in re.findall(r"\bloopmate ([a-z][^`|;]*)", line):
            words = said.split()
            name = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in known), None)
            assert name is not None, (path.name, said)
            assert set(re.findall(r"--[a-z-]+", said)) <= known[name], (path.name, said)


def _program() -> list[tuple[str, set[str]]]:
    """Each command of the program with its options."""
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined] # typer's is a group
        inside = getattr(command, "commands", {"": command})
        for sub, leaf in inside.items():
            options = {word for parameter in leaf.params for word in parameter.opts}
            found.append((f"{name} {sub}".strip(), options | {"--help"}))
    return found


def _code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def test_every_log_line_of_the_table_is_written_somewhere() -> None:
    rows = [line.split("|") for line in TROUBLE.splitlines() if line.startswith("|")]
    named_lines = {event for row in rows for event in _code(row[5])}
    written = {text for path in (ROOT / "bot").rglob("*.py") for text in _events(path)}
    assert named_lines
    assert named_lines <= written


def _events(path: Path) -> list[str]:
    """The first argument of every call of the logger."""
    calls = [node for node in ast.walk(ast.parse(words_of(path))) if isinstance(node, ast.Call)]
    logged = [c for c in calls if isinstance(c.func, ast.Attribute) and ast.unparse(c.func.value) == "log"]
    first = [c.args[0].value for c in logged if c.args and isinstance(c.args[0], ast.Constant)]
    return [text for text in first if isinstance(text, str)]


def test_every_row_of_the_table_says_something_in_each_column() -> None:
    rows = [line.strip("|").split("|") for line in TROUBLE.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {5}
    assert all(cell.strip() for row in rows for cell in row)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    for name in re.findall(r"\b(?:docs/[\w-]+\.md|[A-Z]+\.md|compose[\w.]*\.yaml)\b", words_of(path)):
        assert (ROOT / name).is_file(), (path.name, name)


def test_scopes_and_rights_that_the_table_names_are_those_that_are_asked_for() -> None:
    scopes = {scope.name for scope in SCOPES}
    assert set(re.findall(r"`((?:im|mpim|files|channels|users|chat):\w+)`", TROUBLE)) <= scopes
    assert "Create Private Threads" in {right.name for right in PERMISSIONS}
