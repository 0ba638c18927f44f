"""What somebody wants who types plain words, learned from labeled lines."""
