"""The checklist: the day's list, what is done, the plan, and the reminder."""
