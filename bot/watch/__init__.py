"""What an organizer's instruments see of the bot: figures, readiness, a sign of life; no id, name or text."""

from bot.watch.instrumentation import Watch

__all__ = ["Watch"]
