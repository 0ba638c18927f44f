"""`loopmate doctor`: looks at everything that a bot needs, and names the fix for what is wrong."""
