"""`loopmate doctor`: looks at everything that a bot needs, and names the mend for what is wrong."""
