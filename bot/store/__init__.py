"""Redis, which no other package knows: records, the one-script commit, the agenda, the outbox, forgetting."""
