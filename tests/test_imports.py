"""Modules of one package import each other in one direction, types included: they can be read from the bottom up.

Between packages the contracts of `layers.ini` say the same.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "store", "backup", "dispatcher", "platforms", "reading", "rules", "runner", "watch")
LONGEST = 400  # lines


def imports_of(module: str, file: Path, known: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{one.name}" for one in node.names}
            yield from (named | {node.module}) & known - {module}


@pytest.mark.parametrize("folder", [*(f"bot/{name}" for name in PACKAGES), "handlers", "content"])
def test_no_modules_import_each_other(folder: str) -> None:
    files = {".".join(f.relative_to(ROOT).with_suffix("").parts): f for f in (ROOT / folder).rglob("*.py")}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for module, file in files.items():
        graph.add_edges_from((module, other) for other in imports_of(module, file, set(files)))
    assert [sorted(found) for found in nx.strongly_connected_components(graph) if len(found) > 1] == []


def test_the_bot_starts_without_what_its_workers_alone_need() -> None:
    program = "import sys, bot.app, bot.draw; bot.app.registry(); print({'rustworkx', 'resvg_py'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], check=True, text=True, stdout=subprocess.PIPE)
    assert done.stdout == "set()\n"


def test_no_module_is_longer_than_one_can_read_at_once() -> None:
    files = [
        f for top in ("bot", "handlers", "content", "tools", "tests") for f in (ROOT / top).rglob("*.py")
    ]
    lengths = {str(f.relative_to(ROOT)): len(f.read_text("utf-8").splitlines()) for f in files}
    assert {name: count for name, count in lengths.items() if count > LONGEST} == {}
