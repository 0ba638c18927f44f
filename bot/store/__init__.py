"""Redis: the only room that knows it. Records, the one-script commit, the agenda, the outbox, forgetting."""
