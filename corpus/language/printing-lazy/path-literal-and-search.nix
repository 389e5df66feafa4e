# nixray: print=lazy
[ /a <nix/fetchurl.nix> ]
