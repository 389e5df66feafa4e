"""What was evaluated before: runs and their results, kept so that nothing is evaluated twice."""
