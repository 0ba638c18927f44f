"""Changes of writing that must change no finding, over the project's own labeled texts; the same bytes always."""

import json
import subprocess
import sys
from os import environ
from pathlib import Path

import pytest

from bot.rules import Critic, as_json
from tests.rules.corpus import items
from tests.rules.metamorphic import RELATIONS, Judgment, judged, unswapped, violations

HERE = Path(__file__).parent
ITEMS = [*items("tuned", "bullet"), *items("tuned", "story")]
STEP = 1 if environ.get("LOOPMATE_FULL") else 16
BULLETS = [item["text"] for item in ITEMS if item["kind"] == "bullet"][::STEP]


@pytest.fixture(scope="module")
def typed(critic: Critic) -> dict[str, Judgment]:
    return {text: judged(critic, text) for text in BULLETS}


@pytest.mark.parametrize("name", RELATIONS)
def test_another_way_to_write_it_changes_no_judgement(
    critic: Critic, typed: dict[str, Judgment], name: str
) -> None:
    assert any(RELATIONS[name](text) != text for text in BULLETS)
    assert violations(critic, name, typed) == []


def test_swapping_the_ends_of_a_change_swaps_good_and_bad(critic: Critic) -> None:
    assert unswapped(critic, BULLETS) == []


PROGRAM = (
    "import json, sys; from bot.rules import Critic, as_json\n"
    "bullets, stories = Critic.load(), Critic.load(pack='star')\n"
    "for line in sys.stdin:\n"
    "    item = json.loads(line); critic = bullets if item['kind'] == 'bullet' else stories\n"
    "    report = critic.critique(item['text'], item['kind'])\n"
    "    print(json.dumps(as_json(report, item['id'], item['text']) | {'skeleton': report.better().line}))\n"
)


def test_the_same_text_gives_the_same_bytes_in_any_process(critic: Critic, listener: Critic) -> None:
    some = ITEMS[:: 4 * STEP]
    given = "\n".join(json.dumps(item) for item in some)
    printed = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=given,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parents[1])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    ]
    assert printed[0] == printed[1]
    here = []
    for item in some:
        report = (critic if item["kind"] == "bullet" else listener).critique(item["text"], item["kind"])
        better = {"skeleton": report.better().line}
        here.append(json.dumps(as_json(report, item["id"], item["text"]) | better))
    assert printed[0].splitlines() == here
