"""Facts with their sources, waits in business days, and questions for one's interviewers."""
