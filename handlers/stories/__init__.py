"""Project summaries and stories for interviews: judged by rule, kept only if asked, rehearsed aloud."""
