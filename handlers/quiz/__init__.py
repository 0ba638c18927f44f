"""The quiz: what is due comes first, then what is new; each answer is explained."""
