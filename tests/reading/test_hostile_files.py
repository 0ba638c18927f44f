"""Forty files and more as nobody should send them: each ends with a sentence, none with more than it may have."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.reading import sandbox
from bot.reading.bullets import FileLimits
from bot.reading.document import parse
from tests.reading import papers
from tests.reading.hostile import FILES, READ, Hostile, ending, flate

LIGHT = [one for one in FILES if not one.heavy]
HEAVY = [one for one in FILES if one.heavy]
SLOW = "200 slow pages"
REAL_RESOURCE = """
import importlib.util, sys
from importlib.machinery import PathFinder
spec = PathFinder.find_spec("resource", sys.path[1:])
real = importlib.util.module_from_spec(spec)
spec.loader.exec_module(real)
globals().update(vars(real))
"""
HURRIED = FileLimits(cpu=1)
"""For the one file that is to reach the limit of computing: nobody needs to wait for twenty seconds."""


def test_there_are_forty_and_each_is_another() -> None:
    assert len({one.what for one in FILES}) == len(FILES) >= 40


@pytest.mark.parametrize("one", LIGHT, ids=lambda one: one.what)
def test_a_hostile_file_ends_with_its_sentence(one: Hostile) -> None:
    try:
        found = parse(one.name, one.make(), FileLimits(), lambda _page, _pages: None)
        said = READ if found.bullets else "nothing was read, and nothing is said"
    except Exception as error:
        said = sandbox.reason(error, FileLimits())
    assert one.says in said


def test_what_takes_too_long_altogether_ends_with_that_limit() -> None:
    (slow,) = (one for one in FILES if one.what == SLOW)
    assert "It took longer than 1 seconds" in ending(slow, slow.make(), FileLimits(wall=1, cpu=3))


PAGE = Hostile("a packed page of 70 MB", "cv.pdf", lambda: flate(b"q " * 35_000_000), "200 MB of memory")
REFUSALS = {
    "macOS": """
def setrlimit(what, most):
    if what == RLIMIT_AS:
        raise ValueError
    real.setrlimit(what, most)
""",
    "a system without limits": """
def setrlimit(what, most):
    raise OSError
""",
}
"""What `resource.setrlimit` does on systems that refuse: macOS allows all but that of memory."""


@pytest.fixture(params=REFUSALS)
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A child takes its modules from where its parent does, and finds this `resource` first."""
    if request.param == "this one":
        yield
        return
    (tmp_path / "resource.py").write_text(f"{REAL_RESOURCE}\n{REFUSALS[request.param]}\n")
    sys.path.insert(0, str(tmp_path))
    yield
    sys.path.remove(str(tmp_path))


@pytest.mark.usefixtures("system")
def test_a_file_is_read_where_the_system_refuses_its_limits() -> None:
    lines = ["- Cut p95 latency from 90 to 40 ms", "- Raised recall@10 from 0.71 to 0.83"]
    found = sandbox.read("cv.pdf", papers.pdf(papers.lines(lines)))
    assert [f"- {one.text}" for one in found.bullets] == lines


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("system", ["this one", "a system without limits"], indirect=True)
@pytest.mark.parametrize("one", HEAVY, ids=lambda one: one.what)
def test_a_dangerous_file_ends_in_its_own_process_whoever_holds_the_limit(one: Hostile) -> None:
    assert one.says in ending(one, one.make(), HURRIED if one.what == SLOW else FileLimits())


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("system", ["this one", *REFUSALS], indirect=True)
def test_what_grows_beyond_its_memory_ends_with_that_limit_whoever_holds_it() -> None:
    assert PAGE.says in ending(PAGE, PAGE.make(), FileLimits(memory=200 * 1024 * 1024))


def read_state_of_children(what: str) -> dict[int, bytes]:
    """What Linux shows of each child of this process (`environ`: that of its start; `limits`), by the child's id."""
    state = {}
    for children in Path("/proc/self/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread, or a child, has ended meanwhile
            for pid in children.read_text().split():
                state[int(pid)] = Path(f"/proc/{pid}/{what}").read_bytes()
    return state


def read_state_of_reader(what: str) -> bytes:
    """The same of the one child that reads a file, while it reads."""
    before, seen = read_state_of_children(what), list[bytes]()

    def look(_page: int, _pages: int) -> None:
        seen.extend(found for pid, found in read_state_of_children(what).items() if pid not in before)

    lines = ["- Cut p95 latency from 90 to 40 ms", "- Raised recall@10 from 0.71 to 0.83"]
    sandbox.read("cv.pdf", papers.pdf(papers.lines(lines * 3)), progress=look)
    (found,) = seen
    return found


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's state as files")


@on_linux
def test_the_child_that_reads_a_file_gets_no_environment() -> None:
    """Tokens and keys may stand in ours."""
    assert read_state_of_reader("environ") == b""
    assert any(os.environ.values())


@on_linux
def test_the_child_that_reads_a_file_can_write_none() -> None:
    (line,) = [
        line for line in read_state_of_reader("limits").splitlines() if line.startswith(b"Max file size")
    ]
    assert line.split()[3:5] == [b"0", b"0"]
