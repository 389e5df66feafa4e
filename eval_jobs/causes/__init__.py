"""From a difference to its cause: what differs between two derivations, which of them is to blame for a
whole run, and where in the program it comes from."""
