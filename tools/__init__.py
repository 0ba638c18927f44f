"""What serves the makers alone: training, benchmarks, mutants, packages. Nothing of the program imports it."""
