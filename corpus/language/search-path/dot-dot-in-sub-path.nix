# nixray: env="NIX_PATH=f=$CORPUS/fixtures/pkg"
builtins.pathExists <f/../plain.txt>
