# nixray: args="--option eval-system riscv64-linux"
builtins.currentSystem
