"""Texts labeled by the rules of the labeling guide, a file per author: bullets, stories and sets of projects.

`tuned` was looked at while the rules were written; `frozen` and `frozen2026`
were not, and serve the figures of a release alone. `probes`
test one decision each."""

import json
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
Part = Literal["tuned", "frozen", "frozen2026"]


def items(part: Part, kind: str) -> list[dict[str, Any]]:
    """The items of a kind (bullet, story, set), author by author."""
    files = sorted((HERE / part).glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["kind"] == kind]
