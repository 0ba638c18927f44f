"""More than 5,000 members without scipy, the extra `large`: in a process to which that library is not there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT = """
import sys
sys.modules["scipy"] = None  # an import of it fails, as where it is not installed
from bot.cli import app
app(["pair", sys.argv[1], "--format", "json"])
"""


def paired(folder: Path, count: int) -> subprocess.CompletedProcess[str]:
    """Pairs that share an hour of their own, ten of them, and members who share no hour with anybody."""
    members = [
        {"id": f"m{n}", "zone": "UTC", "windows": ["mon 18-19"] if n < 10 else []} for n in range(count)
    ]
    file = folder / "members.json"
    file.write_text(json.dumps({"week": "2026-W49", "members": members}))
    program = [sys.executable, "-c", WITHOUT, str(file)]
    return subprocess.run(program, check=False, text=True, capture_output=True)


@pytest.mark.parametrize(("count", "code"), [(20, 0), (5_001, 2)])
def test_a_group_does_without_it_and_one_beyond_five_thousand_is_refused_in_words(
    tmp_path: Path, count: int, code: int
) -> None:
    done = paired(tmp_path, count)
    assert done.returncode == code, done.stderr
    refused = "More than 5,000 members need scipy. Install it: pip install loopmate[large]"
    assert (refused in done.stderr) is bool(code)
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) is not bool(code)
