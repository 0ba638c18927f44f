"""What three seeds of every template gave when it was written: `python -m tests.content.template_golden`.

Members hold seeds, not questions: a template that gives something else for the same seed needs a higher version.
The program adds new templates and higher versions and drops those that are gone; what it keeps it never changes.
"""

import json
import sys
from pathlib import Path
from typing import Any

from content.finder import load
from content.templates import Template

FILE = Path(__file__).with_name("template_golden.json")
SEEDS = (1, 2, 999_999)
Golden = dict[str, dict[str, Any]]


def items(template: Template) -> dict[str, Any]:
    """Seed -> the question, as plain values."""
    return {str(seed): template.item(seed).model_dump(mode="json", exclude={"is_measure"}) for seed in SEEDS}


def now() -> Golden:
    """`id/version` -> what its seeds give."""
    return {f"{t.id}/{t.version}": items(t) for t in load().templates.values()}


def main() -> int:
    known: Golden = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    kept = {name: known.get(name, held) for name, held in now().items()}
    lines = [f"{json.dumps(name)}: {json.dumps(held)}" for name, held in sorted(kept.items())]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
