"""Setting a bot up: asking for tokens, trying them, and writing them into `.env`."""
