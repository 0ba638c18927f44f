"""The topics of questions by family: metrics, decisions, language models, coding, and the interviews."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accuracy": ("accuracy", "calibration", "ranking", "generation"),
        "efficiency": (
            *("latency", "queueing", "serving", "memory", "roofline", "parallelism", "decoding"),
            *("compression", "architectures", "serving-design"),
        ),
        "cost": ("cost", "pricing"),
        "decisions": ("tradeoffs", "experiments"),
        "language models": (
            "transformers",
            "evaluation",
            "rag",
            "agents",
            "post-training",
            "training",
            "safety",
        ),
        "coding": ("algorithms", "numerics", "leakage"),
        "interviews": ("design", "loop", "stories"),
    }
)
OTHER = "other topics"


def name_topic(topic: str) -> str:
    """A topic as one writes it in a sentence."""
    return {"rag": "RAG", "serving-design": "serving design"}.get(topic, topic)


def family(topic: str) -> str:
    """The family of a topic; OTHER for one that belongs to none."""
    return next((name for name, topics in FAMILIES.items() if topic in topics), OTHER)
