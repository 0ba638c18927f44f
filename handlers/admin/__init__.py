"""What organizers do for the whole group: setting up, looking after it. They see counts, never answers."""
