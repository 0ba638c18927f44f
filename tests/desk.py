"""A desk at which somebody types `loopmate ...`: a folder, a home, an environment, and what was said."""

import asyncio
import io
import multiprocessing
import os
import pty
import subprocess
import sys
import tempfile
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import NoReturn

import bot
from bot.platforms.spec import all_settings
from bot.settings import families

PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]
ROOT = Path(bot.__file__).parent.parent
PATIENCE = 120
"""Seconds that a busy machine may take; who waits longer hangs."""
_PIPE = 60_000
"""Bytes that a pipe takes before anybody reads it."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.warm"])


class Desk:
    """A folder from which `loopmate` is called, with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            name: value for name, value in os.environ.items() if not name.startswith(families(all_settings()))
        }
        self.env |= {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
        self.env.pop("XDG_CONFIG_HOME", None)
        self._runs = count()

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *words: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """In a process of its own, forked from one that has imported everything: that is most of a run's time.

        Where it matters how the interpreter starts, or what it imports, `start` is the same with a new one.
        """
        said = self.folder / f".said-{next(self._runs)}"
        process = _forks.Process(
            target=_as_typed, args=(words, given.encode(), self.folder, self.env | settings, said)
        )
        process.start()
        process.join(PATIENCE)
        assert process.exitcode is not None, f"loopmate {' '.join(words)} hangs"
        out, err = (Path(f"{said}.{stream}") for stream in ("out", "err"))
        done = subprocess.CompletedProcess(
            words, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )
        out.unlink()
        err.unlink()
        return done

    def start(self, *words: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *words],
            input=given,
            text=True,
            capture_output=True,
            cwd=self.folder,
            env=self.env | settings,
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def talking(self, *words: str) -> "Iterator[tuple[subprocess.Popen[str], int]]":
        """A bot in a terminal, on this desk's own store: its process, and the file in which to type."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [*PROGRAM, "console", *words],
            stdin=theirs,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.env,
        ) as process:
            os.close(theirs)
            assert process.stdout is not None
            assert "quit leaves." in process.stdout.readline()
            try:
                yield process, ours
            finally:
                os.close(ours)
                process.wait(PATIENCE)

    def fails(self, *words: str, given: str = "", **settings: str) -> str:
        """What it says when it fails: sentences on standard error."""
        return failed(self.run(*words, given=given, **settings))


ON_A_TERMINAL = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
"""A process of its own for the fork: that of the tests has threads."""


class Running:
    """A program that runs beside the test; `text` is all that it has written, as output or as errors."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self._keys, self._screen = process, process.stdin, process.stdout
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self.text = ""

    async def until(self, *words: str) -> str:
        """What came since the last time, once all of these words are in it."""
        start = len(self.text)
        try:
            async with asyncio.timeout(PATIENCE):
                while not all(word in self.text[start:] for word in words):
                    more = await self._screen.read(1)
                    assert more, f"it ended before it said {words}: {self.text}"
                    self.text += self._decode(more)
        except TimeoutError:
            raise AssertionError(f"no {words} within {PATIENCE} s: {self.text}") from None
        return self.text[start:]

    async def type(self, question: str, answer: str) -> str:
        """Waits for a question, and answers it; what stood before the question."""
        before = await self.until(question)
        await self.until(": ")  # the blank comes last, once the terminal is ready for the answer
        await self.enter(answer)
        return before

    async def enter(self, line: str) -> None:
        """Types a line."""
        self._keys.write(f"{line}\n".encode())
        await self._keys.drain()

    async def end(self) -> int:
        """Its exit code; it has to end by itself."""
        async with asyncio.timeout(PATIENCE):
            self.text += self._decode(await self._screen.read())
            return await self.process.wait()

    async def stop(self) -> int:
        """Its exit code, once it was told to end."""
        self.process.terminate()
        return await self.end()


def running(folder: Path, *words: str, **settings: str) -> AbstractAsyncContextManager[Running]:
    """`loopmate` with these words."""
    return _running(folder, [*PROGRAM, *words], settings)


def on_terminal(folder: Path, *words: str, **settings: str) -> AbstractAsyncContextManager[Running]:
    """`loopmate` with these words, on a terminal of its own."""
    return _running(folder, [sys.executable, "-c", ON_A_TERMINAL, *PROGRAM, *words], settings)


@asynccontextmanager
async def _running(folder: Path, program: list[str], settings: dict[str, str]) -> AsyncIterator[Running]:
    env, pipe = Desk(folder).env | {"TERM": "dumb"} | settings, asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *program, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT, cwd=folder, env=env
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def failed(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def _as_typed(
    words: tuple[str, ...], given: bytes, folder: Path, env: Mapping[str, str], said: Path
) -> NoReturn:
    """In the forked process: the streams, the folder, the environment and the words of a fresh one."""
    assert len(given) < _PIPE
    reading, writing = os.pipe()
    os.write(writing, given)
    os.close(writing)
    for stream, number in ((reading, 0), (_file(f"{said}.out"), 1), (_file(f"{said}.err"), 2)):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (_text(number) for number in range(3))
    os.chdir(folder)
    tempfile.tempdir = None  # it is looked for anew, in this environment
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["loopmate", *words]
    from bot.cli import main  # noqa: PLC0415 - in the process that has it already, not in that of the tests

    main()
    sys.exit(0)


def _file(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def _text(number: int) -> io.TextIOWrapper:
    """A standard stream as Python opens it; errors are written at once."""
    raw = open(number, "rb" if number == 0 else "wb", closefd=False)  # noqa: SIM115 - a descriptor
    return io.TextIOWrapper(
        raw, "utf-8", "surrogateescape" if number == 0 else "strict", write_through=number == 2
    )
