"""What is written about the figures is true of them: every one is described, and every alert asks for one that is."""

import json
import re
from pathlib import Path

import yaml

import bot
from bot.watch.instrumentation import EVENTS, Metrics

DOCS = Path(bot.__file__).parent.parent / "docs" / "operators"


def exported() -> set[str]:
    """The names by which Prometheus knows our own figures, without the endings of histograms."""
    metrics = Metrics()
    metrics.events({})
    metrics.repeats(dict)
    families = [f for f in metrics.registry.collect() if f.name.startswith("loopmate_")]
    return {f.name + ("_total" if f.type == "counter" else "") for f in families}


def test_every_figure_is_described_and_nothing_else() -> None:
    figures, _, _ = (DOCS / "watching.md").read_text(encoding="utf-8").partition("## A heartbeat")
    described = set(re.findall(r"`(loopmate_[a-z_]+)", figures))
    assert described == exported()
    assert [event for event in EVENTS if f"`{event.replace(' ', '_')}`" not in figures] == []


def test_every_alert_asks_for_a_figure_that_there_is_and_says_what_to_do() -> None:
    (group,) = yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]:
        asked = {name.removesuffix("_bucket") for name in re.findall(r"loopmate_[a-z_]+", rule["expr"])}
        assert asked <= exported(), rule["alert"]
        assert rule["annotations"]["fix"]
    assert len(group["rules"]) > 8


def test_the_dashboard_draws_figures_that_there_are_and_says_what_each_is() -> None:
    board = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    assert len({panel["title"] for panel in board["panels"]}) == len(board["panels"]) > 8
    drawn = {
        name
        for panel in board["panels"]
        for name in re.findall(r"loopmate_[a-z_]+", panel["targets"][0]["expr"])
    }
    assert {name.removesuffix("_bucket") for name in drawn} <= exported()
    assert all(panel["description"].endswith(".") for panel in board["panels"])
