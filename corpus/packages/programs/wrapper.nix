{ lib, runCommand, program, flags ? [ "--verbose" "it's" ] }:
runCommand "${(builtins.parseDrvName program.name).name}-wrapper" {
  inherit program;
  flags = map lib.escapeShellArg flags;
  meta.description = "Starts ${program.name}";
} ''
  mkdir -p $out/bin
  echo "exec ${program}/bin/${program.pname} ${toString flags} \"\$@\"" > $out/bin/${program.pname}
''
