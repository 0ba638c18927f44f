"""What happens in a mock and after it: the brief, the clock of its stages, practice alone, feedback, the season."""
