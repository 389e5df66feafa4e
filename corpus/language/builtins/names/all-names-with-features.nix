# nixray: features="flakes fetch-tree pipe-operators dynamic-derivations ca-derivations impure-derivations parse-toml-timestamps fetch-closure"
builtins.attrNames builtins
