"""Joining, settings, pausing, and everything about privacy."""
