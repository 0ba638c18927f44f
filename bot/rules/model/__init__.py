"""The linear models that say what a number is and what a text tells: features, weights, scores."""
