"""The critique of resume bullets, by rules that anyone can read."""
