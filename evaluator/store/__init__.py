"""What a Nix store would say, computed without one: hashes, store paths, NAR archives, derivations; and stores.

Plain Python types in and out, no values of the evaluator. Texts are Nix strings: `str` with one
character per byte. Modules, from the bottom up:

- `base32`, `hashes`: digests and their notations.
- `disk`, `nar`: reading files and trees, with the reference's error texts.
- `paths`: store paths and placeholders.
- `aterm`, `skeleton`, `derivation`: what a `.drv` file says, read and written.
- `hash_modulo`: the hash behind output paths.
- `context`: the elements of string contexts.
- `objects`, `opening`, `local`, `dummy`, `remote`, `daemon`: stores of every kind, and how each is reached.
- `sources`, `realiser`: what an evaluation adds to a store, and what it has built there.
- `fetching`: what programs name by addresses.
- `registry`, `instantiation`: the derivations of one evaluation, and how one is made.
"""
