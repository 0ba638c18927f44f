"""What is told in words: who does what, what came of it, what it is compared with, why it is fine."""
