"""What the documents name exists: pages and headings, files, modules, commands, settings, log lines, options."""

import ast
import configparser
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from bot.app import registry
from bot.cli.program import build
from bot.platforms.discord.channels import PERMISSIONS
from bot.platforms.slack.manifest import SCOPES
from bot.platforms.spec import all_settings
from bot.reading.bullets import FileLimits
from bot.settings import families, named

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
DOCUMENTS = [*PAGES, ROOT / ".env.example"]
SETTINGS = {name for name, _ in named(all_settings())}
FOR_TESTS = {"LOOPMATE_FULL", "LOOPMATE_REQUIRE_REDIS_SERVER"}
TROUBLE = (ROOT / "docs" / "operators" / "troubleshooting.md").read_text("utf-8")


def name_of(path: Path) -> str:
    """The path from the root of the project on."""
    return path.relative_to(ROOT).as_posix()


def words_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def nodes_of(folder: Path) -> list[ast.AST]:
    """Everything in the code of a folder."""
    return [node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(words_of(path)))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_setting_that_a_document_names_is_one(path: Path) -> None:
    found = set(re.findall(rf"\b(?:{'|'.join(families(all_settings()))})[A-Z_]*[A-Z]\b", words_of(path)))
    assert found <= SETTINGS | FOR_TESTS


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_of_the_chat_that_a_document_names_is_declared(path: Path) -> None:
    declared = {(c.root, " ".join(c.words)) for root in ("prep", "admin") for c in registry().commands(root)}
    for admin, rest in re.findall(r"/prep(-admin)?((?: [a-z][a-z-]*)+)", "\n".join(_code(words_of(path)))):
        words = rest.split()
        root = "admin" if admin else "prep"
        assert any((root, " ".join(words[:n])) in declared for n in (1, 2)), (name_of(path), admin, words)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_of_the_program_that_a_document_names_is_there_with_its_options(path: Path) -> None:
    known = dict(_program())
    for line in _lines(words_of(path)):
        for said in re.findall(r"\bloopmate ([a-z][^`|;]*)", line):
            words = said.split()
            name = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in known), None)
            assert name is not None, (name_of(path), said)
            assert set(re.findall(r"--[a-z-]+", said)) <= known[name], (name_of(path), said)


def _program() -> list[tuple[str, set[str]]]:
    """Each command of the program with its options."""
    found = []
    for name, command in get_command(build()).commands.items():  # type: ignore[attr-defined] # typer's is a group
        inside = getattr(command, "commands", {"": command})
        for sub, leaf in inside.items():
            options = {word for parameter in leaf.params for word in parameter.opts}
            found.append((f"{name} {sub}".strip(), options | {"--help"}))
    return found


def _code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def _lines(text: str) -> list[str]:
    """What is to be typed: code inside a sentence, and the lines of indented and of fenced blocks."""
    fenced = re.findall(r"^```(?:sh|text)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}\S.*$", text, re.MULTILINE)
    return [*_code(text), *indented, *(line for block in fenced for line in block.splitlines())]


def test_every_log_line_of_the_table_is_written_somewhere() -> None:
    rows = [line.split("|") for line in TROUBLE.splitlines() if line.startswith("|")]
    named_lines = {event for row in rows for event in _code(row[5])}
    written = set(_events(ROOT / "bot"))
    assert named_lines
    assert named_lines <= written


def _events(folder: Path) -> list[str]:
    """The first argument of every call of the logger."""
    calls = [node for node in nodes_of(folder) if isinstance(node, ast.Call)]
    logged = [c for c in calls if isinstance(c.func, ast.Attribute) and ast.unparse(c.func.value) == "log"]
    first = [c.args[0].value for c in logged if c.args and isinstance(c.args[0], ast.Constant)]
    return [text for text in first if isinstance(text, str)]


def test_every_row_of_the_table_says_something_in_each_column() -> None:
    rows = [line.strip("|").split("|") for line in TROUBLE.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {5}
    assert all(cell.strip() for row in rows for cell in row)


SAID_BY_OTHERS = {"The application did not respond", "did not respond", "dispatch_failed", "unhealthy"}
"""Slack's, Discord's and Docker's own words."""


def test_what_the_table_quotes_is_what_the_program_says() -> None:
    rows = [line for line in TROUBLE.splitlines() if line.startswith("|")]
    quoted = {quote for row in rows for quote in re.findall(r'"([^"]+)"', row)}
    assert quoted >= SAID_BY_OTHERS
    parts = {part.strip(" .,") for q in quoted - SAID_BY_OTHERS for part in re.split(r"\.\.\.|^\w+: |\. ", q)}
    said = "\n".join(text for folder in ("bot", "handlers") for text in _texts(ROOT / folder))
    assert {part for part in parts if part not in said} == set()


def _texts(folder: Path) -> Iterator[str]:
    """Every text in the code but docstrings, on one line, as it is put together; what is filled in is left out."""
    docstrings = {id(node.value) for node in nodes_of(folder) if isinstance(node, ast.Expr)}
    for node in nodes_of(folder):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield " ".join(node.value.split())
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(p.value) if isinstance(p, ast.Constant) else "\0" for p in node.values)
            yield " ".join(text.split())


LINK = re.compile(r"\[[^\]\n]*(?:\n[^\]\n]+)?\]\(([^()\s]+)\)")
IN_FOLDERS = re.compile(
    r"(?<![\w/.~<-])(?:bot|handlers|content|tests|tools|docs|\.github|\.ci)/[\w./*-]*(?!\S*[<>])"
)
AT_THE_ROOT = re.compile(
    r"\b(?:[A-Z]+\.md|compose[\w.]*\.yaml|layers\.ini|pyproject\.toml|requirements[\w-]*\.lock|action\.yml)(?![\w/])"
)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_to_a_page_and_a_heading_of_it(path: Path) -> None:
    for target in LINK.findall(words_of(path)):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, heading = target.partition("#")
        page = path.parent / name if name else path
        assert page.exists(), f"{name_of(path)} links to {target}, which isn't there"
        assert not heading or heading in _headings(page), f"{name_of(path)}: {target} has no such heading"


def test_every_page_is_in_the_contents_of_the_site_once() -> None:
    """As `make docs` asks, without Sphinx."""
    docs = ROOT / "docs"
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```", words_of(docs / "index.md"), re.MULTILINE | re.DOTALL)
    entries = [line for tree in trees for line in tree.splitlines() if line and not line.startswith(":")]
    named_pages = sorted((docs / f"{e.rpartition('<')[2].rstrip('>')}.md").resolve() for e in entries)
    assert named_pages == [page for page in PAGES if page != docs / "index.md"]


def _headings(page: Path) -> set[str]:
    """The anchors of a page as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", words_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    text = words_of(path)
    for name in IN_FOLDERS.findall(text):
        assert [*ROOT.glob(name.rstrip("./"))], f"{name_of(path)} names {name}, which isn't there"
    for name in AT_THE_ROOT.findall(text):
        assert (ROOT / name).is_file() or (path.parent / name).is_file(), (name_of(path), name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_module_that_a_document_runs_is_there(path: Path) -> None:
    for name in re.findall(r"python -m ((?:bot|tests|tools)[\w.]*\w)", words_of(path)):
        place = ROOT / name.replace(".", "/")
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), (name_of(path), name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_target_of_make_that_a_document_names_is_one(path: Path) -> None:
    targets = set(re.findall(r"^([a-z.]+(?:/[a-z]+)?):", words_of(ROOT / "Makefile"), re.MULTILINE))
    for line in _lines(words_of(path)):
        for name in re.findall(r"(?:^ *|&& )make ([a-z./]+)", line):
            assert name in targets, (name_of(path), name)


def test_scopes_and_rights_that_the_table_names_are_those_that_are_asked_for() -> None:
    scopes = {scope.name for scope in SCOPES}
    assert set(re.findall(r"`((?:im|mpim|files|channels|users|chat):\w+)`", TROUBLE)) <= scopes
    assert "Create Private Threads" in {right.name for right in PERMISSIONS}


# what operators copy from the pages: the units start what there is, where it may write

OPERATORS = ROOT / "docs" / "operators"


def test_the_unit_runs_the_bot_where_its_page_puts_it_and_lets_it_write_there_alone() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    text = (OPERATORS / "loopmate.service").read_text("utf-8")
    unit.read_string(text)
    service = dict(unit["Service"])
    home = service["WorkingDirectory"]
    assert service["ExecStart"] == f"{home}/.venv/bin/loopmate run"
    assert f"git clone REPOSITORY {home}" in (OPERATORS / "vps.md").read_text("utf-8")
    given = dict(re.findall(r"^Environment=(\w+)=(\S+)$", text, re.MULTILINE))
    assert set(given) <= SETTINGS
    assert all(path.startswith(f"/var/lib/{service['StateDirectory']}/") for path in given.values())
    assert (service["ProtectSystem"], service["KillMode"]) == ("strict", "mixed")


def test_every_machine_has_room_for_the_bot_and_the_largest_file_that_it_reads() -> None:
    made = tomllib.loads((OPERATORS / "fly.toml").read_text("utf-8"))
    service = (OPERATORS / "loopmate.service").read_text("utf-8")
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    limits = {
        int(made["vm"][0]["memory"].removesuffix("gb")) << 30,
        int(re.findall(r"MemoryMax=(\d+)M", service)[0]) << 20,
        int(re.findall(r"mem_limit: (\d+)m", compose)[0]) << 20,
    }
    assert min(limits) >= FileLimits().memory + (265 << 20)


def test_the_machine_on_fly_has_one_volume_with_everything_in_it() -> None:
    made = tomllib.loads((OPERATORS / "fly.toml").read_text("utf-8"))
    env = made["env"]
    assert set(env) <= SETTINGS
    folders = [env[name] for name in ("LOOPMATE_DATA", "XDG_CONFIG_HOME", "LOOPMATE_BACKUP_DIR")]
    assert all(path.startswith(f"{made['mounts']['destination']}/") for path in folders)
    assert made["checks"]["alive"]["port"] == int(env["LOOPMATE_HTTP_PORT"])
    page = (OPERATORS / "fly.md").read_text("utf-8")
    assert f"fly volumes create {made['mounts']['source']} " in page
    assert made["app"] in page
