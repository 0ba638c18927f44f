"""`content check` of questions: one right answer in a clear unit, nothing asked twice, all with a link."""

import json
from pathlib import Path
from typing import Any

import pytest

from content.check import check

Item = dict[str, Any]
AROUND = {
    "sources.yaml": """\
sources:
  - {id: S01, level: U, title: A page, urls: ["https://example.org/page"]}
  - {id: S02, level: D, title: A derivation}
""",
    "claims.yaml": """\
claims:
  - {id: A01, lines: [3], claim: It saves queries., verdict: wrong, check: It does not.}
""",
}
COMMON: Item = {"topic": "queueing", "round": "inference", "difficulty": 1, "sources": ["S01"]}
NUMBER: Item = COMMON | {
    "id": "in-flight-now",
    "kind": "numeric",
    "stem": "There are 200 requests per second, and each stays 0.25 s. How many requests are in flight?",
    "formula": "200*0.25",
    "unit": "requests",
    "write": ".0",
    "tolerance": "2 %",
    "slips": [{"formula": "200/0.25", "why": "Multiply, don't divide."}],
    "explanation": "Little's law.",
    "steps": ["Number = rate x time.", "200 x 0.25 = 50."],
}
UNSOLVED = {name: value for name, value in NUMBER.items() if name != "steps"}
AGAIN = {"formula": "800", "why": "It's the same number."}
DRAWN: Item = COMMON | {
    "id": "in-flight-drawn",
    "version": 1,
    "kind": "numeric",
    "draws": [
        {"name": "rate", "from": 100, "to": 900, "step": 50},
        {"name": "time", "of": [0.25, 0.5]},
    ],
    "stem": "{rate} arrive a second and stay {time} s on average. How many requests is that?",
    "formula": "rate*time",
    "unit": "requests",
    "write": ".1",
    "sane": [10, 900],
    "slips": [{"formula": "rate/time", "why": "Multiply, don't divide."}],
    "explanation": "Little's law.",
    "steps": ["Number = rate x time.", "{rate} x {time}."],
}
OTHERS = {"where": ["(rate-200)^2+(time-0.25)^2 > 0"]}
SHARE: Item = DRAWN | {
    "id": "recall-drawn",
    "topic": "ranking",
    "kind": "pick",
    "draws": [{"name": "all", "from": 10, "to": 60, "step": 5}, {"name": "k", "of": [20, 100]}],
    "stem": "Of {all} relevant documents 5 are among the first {k}. Which share was found, in %?",
    "formula": "100*5/all",
    "unit": "%",
    "sane": [2, 60],
    "slips": [
        {"formula": "100*k/all", "why": "Not all of them are relevant."},
        {"formula": "100*5/k", "why": "That's the precision."},
    ],
    "steps": ["Share = found / all.", "5 / {all}."],
}
ITEMS = [{"text": text, "why": "It is."} for text in ("1000 ms", "5 ms", "1,000.0 ms")]
ORDER: Item = COMMON | {
    "id": "order",
    "kind": "ordering",
    "stem": "In order.",
    "items": ITEMS,
    "explanation": "So.",
}
OPTIONS = [
    {"key": key, "text": text, "why": "So."} for key, text in zip("abc", ("One", "Two", "Six"), strict=True)
]
SAID = "Dynamic batching cut the latency of BERT by 35 percent at night"


def errors(folder: Path, questions: list[Item], *templates: Item) -> list[str]:
    """What the check says of a tree with these questions and templates, each in one line of its file."""
    root, files = folder / "content", dict(AROUND)
    for name, items in (("questions", questions), ("templates", templates)):
        rows = [f"  - {json.dumps(one)}" for one in items]
        files[f"{name}/all.yaml"] = "\n".join([f"{name}:{'' if rows else ' []'}", *rows, ""])
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return [str(error) for error in check(root) if error.file.endswith("/all.yaml")]


def unit(name: str, stem: str) -> Item:
    """The number, asked for in a unit."""
    return NUMBER | {"unit": name, "stem": stem}


def sentence(name: str, said: str, **more: str) -> Item:
    """What is wrong with a sentence?"""
    kind = {"id": name, "kind": "sentence", "sentence": said, "options": OPTIONS, "answer": ["b"]}
    return COMMON | kind | {"explanation": "So it is."} | more


@pytest.mark.parametrize(
    ("questions", "templates"),
    [
        ([NUMBER], [DRAWN | OTHERS]),
        ([NUMBER | {"sources": ["L12"]}], []),
        ([NUMBER], [SHARE | {"where": ["k <= all"]}]),
        ([unit("ms", "How many milliseconds is that?")], []),
        ([unit("%", "Which share is it, in percent?")], []),
        ([unit("thousand dollars", "At $3K each, how many dollars is it?")], []),
        ([unit("requests", "How many are in flight?")], []),
        ([unit("tokens per second", "How fast is it, by the token?")], []),
        ([sentence("x", SAID, claim="A01")], []),
    ],
)
def test_a_sound_bank_has_no_errors(tmp_path: Path, questions: list[Item], templates: list[Item]) -> None:
    assert errors(tmp_path, questions, *templates) == []


@pytest.mark.parametrize(
    ("said", "questions", "templates"),
    [
        ("all.yaml:2: in-flight-now: template in-flight-drawn can draw this question", [NUMBER], [DRAWN]),
        ("an earlier slip has this value", [NUMBER | {"slips": [*NUMBER["slips"], AGAIN]}], []),
        ("has no worked solution", [UNSOLVED], []),
        (
            "neither the explanation nor a step says 50 requests",
            [NUMBER | {"steps": ["200 x 0.25 = 5."]}],
            [],
        ),
        ("has no source with a link", [NUMBER | {"sources": ["S02"]}], []),
        ("which can't be: change the slips", [NUMBER], [SHARE]),
        ("'m' can be read in two ways", [unit("m", "How many m does it take?")], []),
        ("doesn't say that the answer is in ms", [unit("ms", "How long does it take?")], []),
        ("doesn't say that the answer is in %", [unit("%", "How large is the share?")], []),
        ("answer is in thousand", [unit("thousand dollars", "How many dollars is it worth?")], []),
        ("the answer is in KiB", [unit("KiB", "How many KB does a token take?")], []),
        ("items a and c say the same: change c", [ORDER], []),
        ("all.yaml:2: x: A02 isn't a fact, claim or source", [sentence("x", SAID, claim="A02")], []),
        ("all.yaml:3: y: asks nearly what x asks", [sentence("x", SAID), sentence("y", f"{SAID} again")], []),
        ("has this id (content/questions/all.yaml:2)", [NUMBER], [DRAWN | OTHERS | {"id": NUMBER["id"]}]),
        ("'rates' has no value here: did you mean rate?", [], [DRAWN | {"formula": "rates*time"}]),
        ("'weight' has no value here: draw it", [], [DRAWN | {"explanation": "About {weight}."}]),
        ("'rte' has no value here: did you mean rate?", [], [DRAWN | {"where": ["rte > 1"]}]),
        (
            "'rate < 2 < 3' isn't a condition: write for example",
            [NUMBER],
            [DRAWN | {"where": ["rate < 2 < 3"]}],
        ),
        (
            "all.yaml:2: in-flight-drawn: seed 1 gives no question: of 400 draws none gives a question, "
            "400 because the formula divides by zero",
            [],
            [DRAWN | {"formula": "1/(rate-rate)"}],
        ),
    ],
)
def test_what_would_mislead_a_member_is_refused(
    tmp_path: Path, said: str, questions: list[Item], templates: list[Item]
) -> None:
    (error,) = errors(tmp_path, questions, *templates)
    assert said in error


@pytest.mark.parametrize(("telling", "found"), [(12, False), (13, True)])
def test_the_longest_option_may_be_right_in_three_of_ten_questions(
    tmp_path: Path, telling: int, found: bool
) -> None:
    said = errors(tmp_path, [choice(number, telling=number < telling) for number in range(40)])
    assert any("the right option is the longest here" in error for error in said) is found


def choice(number: int, telling: bool) -> Item:
    """A question with one right option, which is the longest or as long as the others."""
    word = ["alpha", "bravo", "delta", "gamma", "kappa", "omega", "sigma", "theta"]
    stem = " ".join(word[number // 8**at % 8] for at in range(2)) + f" {number} {number + 1} {number * 7}?"
    right = "the right one, told at length" if telling else "the right one"
    texts = (right, "a wrong one x", "a wrong one y")
    options = [{"key": key, "text": text, "why": "So."} for key, text in zip("abc", texts, strict=True)]
    own = {"id": f"choice-{number}", "kind": "single", "stem": stem, "options": options, "answer": ["a"]}
    return COMMON | own | {"explanation": "It follows."}
