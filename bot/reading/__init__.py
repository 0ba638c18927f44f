"""Resume files: the bullets of a PDF, a Word document, Markdown or plain text, each read in a process of its own."""
