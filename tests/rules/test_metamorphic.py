"""Changes of writing that must change no finding, over the project's own labelled texts; the same bytes always."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.rules import Critic, as_json
from bot.rules.extract import extract

HERE = Path(__file__).parent
ITEMS = [
    json.loads(line)
    for name in ("unseen_a.jsonl", "unseen_b.jsonl")
    for line in (HERE / name).read_text(encoding="utf-8").splitlines()
]
BULLETS = [item["text"] for item in ITEMS if item["kind"] == "bullet"]
NUMBER = r"\d+(?:\.\d+)?(?![\d,])"
LINK = r"( (?:to|from|vs) | ?(?:→|->) ?|, it was |, was |, previously | \(was )"


def rescaled(text: str, unit: str, other: str, by: float) -> str:
    """Every number with `unit` in `other`, and the bare number that is tied to one: "22 to 9 GB"."""

    def one(number: str) -> str:
        return f"{float(number) * by:g} {other}"

    both = rf"(?<![\d.,])({NUMBER}){LINK}({NUMBER}) ?{unit}\b"
    text = re.sub(both, lambda found: one(found[1]) + found[2] + one(found[3]), text)
    return re.sub(rf"(?<![\d.,])({NUMBER}) ?{unit}\b", lambda found: one(found[1]), text)


def in_seconds(text: str) -> str:
    return rescaled(text, "ms", "s", 0.001)


def in_megabytes(text: str) -> str:
    return rescaled(text, "GB", "MB", 1000)


def with_arrows(text: str) -> str:
    return re.sub(rf"\bfrom ({NUMBER}%?) to ({NUMBER}%?)", r"\1 → \2", text)


def with_ascii_arrows(text: str) -> str:
    return text.replace(" → ", " -> ").replace("→", "->")


def with_a_period(text: str) -> str:
    return text[:-1] if text.endswith(".") else text + "."


def with_another_model(text: str) -> str:
    return re.sub(r"\b(?:Llama-3-8B|BERT|YOLO|LayoutLM|ResNet-50|Whisper)\b", "Qwen2.5-72B-Instruct", text)


def with_typed_quotes_and_dashes(text: str) -> str:
    return text.replace("-", "\u2011").replace("'", "\u2019")


def with_hard_spaces(text: str) -> str:
    return text.replace(" ", "\u00a0")


def with_a_mark(text: str) -> str:
    return f"• {text}"


RELATIONS: dict[str, Callable[[str], str]] = {
    one.__name__: one
    for one in (
        in_seconds,
        in_megabytes,
        with_arrows,
        with_ascii_arrows,
        with_a_period,
        with_another_model,
        with_typed_quotes_and_dashes,
        with_hard_spaces,
        with_a_mark,
    )
}


def judged(critic: Critic, text: str) -> tuple[frozenset[str], tuple[str, ...], str]:
    report = critic.critique(text)
    return frozenset(found.rule for found in report.findings), report.families, report.verdict


@pytest.mark.parametrize("name", RELATIONS)
def test_another_way_to_write_it_changes_no_judgement(critic: Critic, name: str) -> None:
    changed = [(text, RELATIONS[name](text)) for text in BULLETS]
    changed = [(text, other) for text, other in changed if other != text]
    assert changed
    assert [other for text, other in changed if judged(critic, text) != judged(critic, other)] == []


def test_swapping_the_ends_of_a_change_swaps_good_and_bad(critic: Critic) -> None:
    wrong = []
    for text in BULLETS:
        for old, new in re.findall(rf"\bfrom ({NUMBER}) to ({NUMBER})", text):
            if abs(float(old) - float(new)) < 0.01 * float(old):
                continue
            swapped = text.replace(f"from {old} to {new}", f"from {new} to {old}")
            good = [one.good for one in extract(text, critic.words).measures if one.shape == "change"]
            bad = [one.good for one in extract(swapped, critic.words).measures if one.shape == "change"]
            if good == bad and any(good):
                wrong.append(swapped)
    assert wrong == []


def test_scaling_both_ends_changes_no_judgement(critic: Critic) -> None:
    wrong = []
    for text in BULLETS:
        scaled = re.sub(
            rf"\b({NUMBER})( ms| GB)? ?(to|→|->) ?({NUMBER})( ms| GB)\b",
            lambda found: (
                f"{2 * float(found[1]):g}{found[2] or ''} {found[3]} {2 * float(found[4]):g}{found[5]}"
            ),
            text,
        )
        if judged(critic, text) != judged(critic, scaled):
            wrong.append(scaled)
    assert wrong == []


PROGRAM = (
    "import json, sys; from bot.rules import Critic, as_json\n"
    "bullets, stories = Critic.load(), Critic.load(pack='star')\n"
    "for line in sys.stdin:\n"
    "    item = json.loads(line); critic = bullets if item['kind'] == 'bullet' else stories\n"
    "    report = critic.critique(item['text'], item['kind'])\n"
    "    print(json.dumps(as_json(report, item['id'], item['text']) | {'skeleton': report.skeleton}))\n"
)


def test_the_same_text_gives_the_same_bytes_in_any_process(critic: Critic, listener: Critic) -> None:
    given = "\n".join(json.dumps(item) for item in ITEMS)
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
    for item in ITEMS:
        report = (critic if item["kind"] == "bullet" else listener).critique(item["text"], item["kind"])
        here.append(json.dumps(as_json(report, item["id"], item["text"]) | {"skeleton": report.skeleton}))
    assert printed[0].splitlines() == here
