"""The process that serves a study group: one door, real Redis, and the platforms as adapters."""

__version__ = "0.1.0"
