"""What serves the makers alone: training. Nothing of the program imports it."""
