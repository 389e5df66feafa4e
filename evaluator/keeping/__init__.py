"""Values kept from one evaluation to the next, when files change in between: `keeper`, and `sameness` of arguments."""
