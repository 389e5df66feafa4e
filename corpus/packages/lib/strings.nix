rec {
  inherit (builtins) concatStringsSep replaceStrings stringLength substring;

  concatStrings = concatStringsSep "";
  concatMapStringsSep = sep: f: list: concatStringsSep sep (map f list);
  optionalString = condition: text: if condition then text else "";
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  removeSuffix = suffix: text:
    let
      n = stringLength suffix;
      m = stringLength text;
    in
    if m >= n && substring (m - n) n text == suffix then substring 0 (m - n) text else text;
  splitString = sep: text:
    builtins.filter builtins.isString (builtins.split (escapeRegex sep) text);
  escapeRegex = replaceStrings
    [ "\\" "." "*" "+" "?" "(" ")" "[" "{" "^" "$" "|" ]
    [ "\\\\" "\\." "\\*" "\\+" "\\?" "\\(" "\\)" "\\[" "\\{" "\\^" "\\$" "\\|" ];
  escapeShellArg = text: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString text)}'";
  versionMajor = version: builtins.head (builtins.splitVersion version);
  versionAtLeast = wanted: version: builtins.compareVersions version wanted >= 0;
  toUpper =
    let
      letters = "abcdefghijklmnopqrstuvwxyz";
      capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
      each = text: builtins.genList (i: substring i 1 text) (stringLength text);
    in
    replaceStrings (each letters) (each capitals);
}
