"""What was practised, how often: counts by topic, never one percentage."""
