"""Training of the critique engine's models: `python -m tools.model`, or `make model`."""
