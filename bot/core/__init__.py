"""The vocabulary that every other room speaks: calls, cards, commands, entries, time."""
