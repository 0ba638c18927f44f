"""Mock rounds: who is in, with which hours, who meets whom this week, and what is said about it."""
