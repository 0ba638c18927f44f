"""What a process does by itself: it ticks the agenda, works the outbox, and sends."""

from bot.runner.loop import BATCH, BEAT, FULL, GRACE, Runner, SimulatedTime

__all__ = ["BATCH", "BEAT", "FULL", "GRACE", "Runner", "SimulatedTime"]
