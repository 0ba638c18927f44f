"""Discord, through discord.py; nothing of it is known outside of this folder."""
