"""What was practiced on which day: quizzes, trade-offs, bullets, stories, mocks, the question of the day."""
