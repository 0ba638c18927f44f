"""The trade-off bench: accuracy against latency, with the arithmetic shown."""
