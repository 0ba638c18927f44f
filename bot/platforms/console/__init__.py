"""The terminal as a platform: stories, a prompt, and the plainest rendering of every card."""
