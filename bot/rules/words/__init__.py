"""What a text is made of: characters, tokens, the phrases of the lexicon and the shape of its files."""
