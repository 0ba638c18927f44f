"""Longer texts, sentence by sentence: the parts of a story, who is in it, what was learned."""
