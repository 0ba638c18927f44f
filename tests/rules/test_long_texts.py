"""What a summary or a written answer tells, by labelled texts; many of the probes only look as if they told it."""

from typing import Any

import pytest

from bot.rules import Critic
from tests.rules.corpus import HERE
from tools.model.samples import jsonl_rows

KINDS = ("project", "answer")
AGREED = 0.9
"""The least share of labelled texts on which each flag agrees; they were tuned on."""


def rows(name: str) -> list[dict[str, Any]]:
    return jsonl_rows(HERE / "long" / f"{name}.jsonl")


@pytest.fixture
def critics(project_critic: Critic, answer_critic: Critic) -> dict[str, Critic]:
    return dict(zip(KINDS, (project_critic, answer_critic), strict=True))


@pytest.mark.parametrize(
    ("kind", "flag"),
    sorted({(kind, row["flag"]) for kind in KINDS for row in rows(f"{kind}_probes")}),
)
def test_a_longer_text_is_read_for_what_it_tells(critics: dict[str, Critic], kind: str, flag: str) -> None:
    probes = [row for row in rows(f"{kind}_probes") if row["flag"] == flag]
    wrong = [
        row["text"]
        for row in probes
        if critics[kind].critique(row["text"], kind).flags[flag] is not row["given"]
    ]
    assert len(wrong) <= (1 - AGREED) * len(probes), wrong


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_longer_texts_agrees_with_their_labels(critics: dict[str, Critic], kind: str) -> None:
    labelled = rows(kind)
    said = [critics[kind].critique(row["text"], kind).flags for row in labelled]
    for name in (name for name in labelled[0] if name not in ("id", "text")):
        agreed = sum(one[name] == row[name] for one, row in zip(said, labelled, strict=True))
        assert agreed >= AGREED * len(labelled), name
