"""What there is to ask, in six lines."""
