"""How good the rules are on texts that nobody tuned on: `make quality` writes the tables of docs/quality.md.

For a release, never for choosing. Prints and writes aggregates alone, never an item: the frozen part is to stay
unseen. Each look is a line of `corpus/looks.jsonl`."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from bot.rules import Critic
from bot.rules.facts import FAMILIES
from tests import document_parts
from tests.bench import critique_corpus as bench
from tests.rules import metamorphic
from tests.rules.corpus import HERE, Part, items
from tools.model.samples import jsonl_rows

PARTS: Final[tuple[Part, ...]] = ("tuned", "frozen", "frozen2026")
PAGE = document_parts.README.parent / "docs" / "quality.md"
LOG = HERE / "looks.jsonl"
MARK = "quality"
Row = tuple[str, ...]


def authors(part: Part) -> list[str]:
    """The hands of a part, as the names of their files."""
    return sorted(file.stem for file in (HERE / part).glob("*.jsonl"))


def table() -> str:
    """What was measured on the frozen part, and at first sight on authors that were tuned on later."""
    judged = frozen()
    recent = frozen("frozen2026")
    stories, sets = items("frozen", "story"), items("frozen", "set")
    lines = [
        f"{len(judged)} bullets, {len(stories)} stories and {len(sets)} sets of projects by {len(authors('frozen'))} "
        "hands; 95 % intervals.",
        *_tables(judged, _statements(judged, stories, sets)),
        "",
        _metamorphic([one.item["text"] for one in judged]),
        "",
        f"{len(recent)} bullets as applicants write them in 2026, half of them plain, labeled twice, by "
        f"{len(authors('frozen2026'))} hands:",
        *_tables(recent, iter([_verdicts(recent)])),
        "",
        "At first sight, before a word was changed for these authors; all but the last six are tuned on now:",
        "",
        *_markdown(
            ("Hands", "Bullets", "Precision", "Recall", *(f"{one} F1" for one in FAMILIES), "Verdict"),
            _first(),
        ),
    ]
    return "\n".join(lines)


def _tables(judged: Sequence[bench.Judged], statements: Iterator[Row]) -> Iterator[str]:
    for head, rows in (
        (("Rule", "Right", "Extra", "Missed", "Precision", "Recall"), _rules(judged)),
        (("Family", "Right", "Extra", "Missed", "F1"), _families(judged)),
        (("Statement", "Right", "Of", "Agreement"), statements),
    ):
        yield from ("", *_markdown(head, rows))


@cache
def _critic(pack: str = "applied-ai") -> Critic:
    return Critic.load(pack=pack)


def frozen(part: Part = "frozen") -> list[bench.Judged]:
    """The bullets of a frozen part and what is said of them."""
    critic = _critic()
    return [bench.judge(critic, item) for item in items(part, "bullet")]


def _markdown(head: Row, rows: Iterator[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---' if at == 0 else '--:' for at in range(len(head)))}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _share(hit: int, total: int) -> str:
    if not total:
        return "no case"
    low, high = bench.interval(hit, total)
    return f"{hit / total:.2f} ({low:.2f} to {high:.2f})"


def _rules(judged: Sequence[bench.Judged]) -> Iterator[Row]:
    for name, rules in (("all eleven", bench.ELEVEN), *((f"`{rule}`", (rule,)) for rule in bench.ELEVEN)):
        found = bench.tally(judged, rules, "findings")
        counts = (str(found.hit), str(found.extra), str(found.missed))
        yield (
            name,
            *counts,
            _share(found.hit, found.hit + found.extra),
            _share(found.hit, found.hit + found.missed),
        )


def _families(judged: Sequence[bench.Judged]) -> Iterator[Row]:
    for family in FAMILIES:
        found = bench.tally(judged, [family], "families")
        yield family, str(found.hit), str(found.extra), str(found.missed), f"{found.f1:.2f}"


def _statements(
    judged: Sequence[bench.Judged], stories: list[dict[str, Any]], sets: list[dict[str, Any]]
) -> Iterator[Row]:
    yield _verdicts(judged)
    listener = _critic("star")
    told = [bench.judge(listener, item, "story") for item in stories]
    for flag in bench.BOOLEANS:
        yield _agreed(f"story: `{flag}`", sum(one.flags[flag] == one.item[flag] for one in told), len(told))
    yield _agreed("story: verdict", sum(one.verdict == one.item["verdict"] for one in told), len(told))
    for name, (right, count) in bench.hold(_critic("project"), sets).items():
        yield _agreed(f"set: `{name}`", right, count)
    yield from _longer("summary", _critic("project"), "project")
    yield from _longer("answer", _critic("tradeoff-answer"), "answer")


def _verdicts(judged: Sequence[bench.Judged]) -> Row:
    return _agreed("bullet: verdict", sum(one.verdict == one.item["verdict"] for one in judged), len(judged))


def _longer(name: str, critic: Critic, kind: str) -> Iterator[Row]:
    """Of what the packs for summaries of projects and for written answers state."""
    labeled = jsonl_rows(HERE / "long" / f"{kind}_frozen.jsonl")
    said = [critic.critique(row["text"], kind).flags for row in labeled]
    for flag in labeled[0]:
        if flag not in ("id", "text"):
            right = sum(one[flag] == row[flag] for one, row in zip(said, labeled, strict=True))
            yield _agreed(f"{name}: `{flag}`", right, len(labeled))


def _agreed(name: str, right: int, count: int) -> Row:
    return name, str(right), str(count), _share(right, count)


def _metamorphic(texts: Sequence[str]) -> str:
    critic = _critic()
    typed = {text: metamorphic.judged(critic, text) for text in texts}
    broken = sum(len(metamorphic.violations(critic, name, typed)) for name in metamorphic.RELATIONS)
    broken += len(metamorphic.unswapped(critic, texts))
    return (
        f"Judgments on these bullets that changed under {len(metamorphic.RELATIONS) + 1} ways to write the same "
        f"differently (ms as s, GB as MB, arrows, hard spaces, another model, swapped ends, ...): {broken}."
    )


def _first() -> Iterator[Row]:
    rows = json.loads((HERE / "first_sight.json").read_text("utf-8"))
    names = ("precision", "recall", *FAMILIES, "verdict")
    for row in rows:
        yield ", ".join(row["authors"]), str(row["bullets"]), *(f"{row[name]:.2f}" for name in names)


def look(judged: Sequence[bench.Judged], part: Part) -> dict[str, Any]:
    """What is noted of a look at a part: when, at which commit, and the sums."""
    found = bench.tally(judged, bench.ELEVEN, "findings")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "part": part,
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "verdict": round(sum(one.verdict == one.item["verdict"] for one in judged) / len(judged), 4),
        "families": {family: round(bench.tally(judged, [family], "families").f1, 4) for family in FAMILIES},
    }


def main() -> int:
    try:
        looks = [look(frozen(part), part) for part in PARTS if part != "tuned"]
        PAGE.write_text(document_parts.with_part(PAGE.read_text("utf-8"), MARK, table()), "utf-8")
        with LOG.open("a", encoding="utf-8") as log:
            log.writelines(f"{json.dumps(one)}\n" for one in looks)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    for one in looks:
        print(json.dumps(one))
    return 0


if __name__ == "__main__":
    sys.exit(main())
