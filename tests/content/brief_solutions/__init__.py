"""One right answer to the question of each coding brief, to show that its tests can be passed."""
