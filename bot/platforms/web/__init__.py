"""A page in the browser of this machine: the people of one space, their DMs and channels side by side."""
