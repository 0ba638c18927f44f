"""Backups of a live store: one file that any later release can put back."""
