"""What numbers say: quantities with units, and which two are one change."""
