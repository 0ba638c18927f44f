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
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accuracy": ("metrics", "precision", "recall", "f1"),
        "agents": ("tool calls", "tools"),
        "algorithms": ("coding", "leetcode"),
        "compression": ("quantization", "quantisation", "distillation", "pruning", "int8"),
        "decoding": ("speculative decoding", "sampling"),
        "design": ("system design",),
        "evaluation": ("evals", "eval", "llm as judge"),
        "experiments": ("ab test", "ab tests", "a/b tests", "statistics"),
        "latency": ("speed", "ttft", "tpot"),
        "leakage": ("contamination",),
        "memory": ("kv cache",),
        "parallelism": ("sharding", "multi gpu"),
        "post-training": ("fine tuning", "finetuning", "lora", "sft", "rlhf", "dpo"),
        "rag": ("retrieval", "reranking"),
        "safety": ("guardrails", "prompt injection"),
        "serving": ("inference", "batching"),
        "stories": ("behavioral", "behavioural", "star"),
        "tradeoffs": ("trade-off", "trade-offs", "tradeoff"),
        "transformers": ("attention",),
    }
)
"""Topic -> what else people call it, or what it's about."""


def name_topic(topic: str) -> str:
    """A topic as one writes it in a sentence."""
    return {"rag": "RAG", "serving-design": "serving design"}.get(topic, topic)


def family(topic: str) -> str:
    """The family of a topic; OTHER for one that belongs to none."""
    return next((name for name, topics in FAMILIES.items() if topic in topics), OTHER)
