"""Planted faults, and which tests notice them."""
