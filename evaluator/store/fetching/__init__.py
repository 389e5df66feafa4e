"""Getting what a program names by an address: files, archives, commits, flake inputs.

`transport` (one file over HTTP), `archives` (unpacking one), `cache` (what was got before, by content),
`programs` (git and hg as subprocesses), `git`, `mercurial`, `forges`, `inputs` (all of it behind the
attributes of an input). Nothing here knows a value of the evaluator.
"""
