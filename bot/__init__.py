"""The process that serves a study group: one door, real Redis, and the platforms as adapters."""
