"""What monitoring sees of the bot: metrics, readiness, a heartbeat; no id, name or text."""

from bot.watch.instrumentation import Watch

__all__ = ["Watch"]
