let __findFile = path: name: [ name (builtins.typeOf path) ]; in <a/b>
