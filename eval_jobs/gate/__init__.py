"""The gate: what counts as a difference, which are known, and how several evaluators stand to each other."""
