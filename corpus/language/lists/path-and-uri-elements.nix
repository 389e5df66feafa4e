builtins.map builtins.typeOf [ ./a a:b <nix/fetchurl.nix> ]
