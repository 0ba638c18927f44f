"""What a number is a result of: the metric it belongs to, what it counts, and whether it got better."""
