"""The terminal screen: panes that show what the evaluation says, and keys that type commands."""
