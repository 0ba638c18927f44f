"""Adapters: each platform in a folder of its own, behind `port`."""
