"""Resume files: the bullets of a PDF, a Word document, LaTeX, JSON Resume, Markdown or plain text, each read in a
process of its own."""
