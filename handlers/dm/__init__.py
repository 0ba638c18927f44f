"""What members type in a DM without a command: what it answers, or what it wants."""
