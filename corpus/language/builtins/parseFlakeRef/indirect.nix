# nixray: features=flakes
map builtins.parseFlakeRef [ "nixpkgs" "nixpkgs/release" "flake:nixpkgs" ]
