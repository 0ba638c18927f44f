"""Help keeps nothing."""
