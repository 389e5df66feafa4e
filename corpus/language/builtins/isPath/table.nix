map builtins.isPath [ /a ./a "/a" <nix/fetchurl.nix> (/a + "b") ("/" + "a") ]
