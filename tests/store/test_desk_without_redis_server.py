"""A desk without redis-server: its tests are skipped in words there, and fail where CI asks for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import REQUIRED

ROOT = Path(__file__).parents[2]
ONE = "tests/store/test_lease.py::test_leases_of_different_names_are_different[redis-server]"


def run(empty: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """One test of the store on redis-server, where no program is installed."""
    env = {name: value for name, value in os.environ.items() if name != REQUIRED} | {"PATH": str(empty)}
    command = [sys.executable, "-m", "pytest", ONE, "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(command, cwd=ROOT, env=env | settings, capture_output=True, text=True, check=False)


def test_a_desk_without_redis_server_skips_its_tests_and_says_how_to_run_them(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == pytest.ExitCode.OK, done.stdout
    assert "1 skipped" in done.stdout
    assert (
        "redis-server isn't installed here. To run these tests too: apt-get install redis-server"
        in done.stdout
    )


def test_where_redis_server_is_required_its_absence_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, **{REQUIRED: "1"})
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    assert f"{REQUIRED} is set and redis-server is not installed" in done.stdout
