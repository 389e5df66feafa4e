# Tells on standard error what a value is, without looking inside it, and gives the value.
id: value:
let
  kind = builtins.typeOf value;
  short = text:
    let plain = builtins.unsafeDiscardStringContext text; in
    if builtins.stringLength plain > 300
    then "${builtins.substring 0 200 plain}… ${builtins.hashString "sha256" plain}"
    else plain;
  shown =
    if kind == "string" then builtins.toJSON [ (short value) (builtins.attrNames (builtins.getContext value)) ]
    else if kind == "set" then "{ ${short (toString (builtins.attrNames value))} }"
    else if kind == "list" then "[ ${toString (builtins.length value)} items ]"
    else if kind == "lambda" then "a function"
    else if kind == "path" then toString value
    else builtins.toJSON value;
in
builtins.seq value (builtins.trace "nixray-see ${id} ${shown}" value)
