"""What was practiced, how often: counts by topic, never one percentage."""
