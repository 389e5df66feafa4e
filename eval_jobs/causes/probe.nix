# Tells on standard error what a value is, without looking inside it, and gives the value. With `inside` the parts
# of a set or list tell what they are, too, when somebody evaluates them.
{ length, inside }:
let
  # As few built-ins as will do: one that is wrong would be blamed wherever the probe uses it. A text goes
  # last, since only the first line is looked at; its hash tells the rest.
  shown = kind: value:
    let plain = builtins.unsafeDiscardStringContext value; in
    if kind == "string" then "${builtins.hashString "sha256" plain} ${count (builtins.getContext value)} ${plain}"
    else if kind == "set" then count value
    else if kind == "list" then toString (length value)
    else if kind == "lambda" then ""
    else if kind == "bool" then (if value then "true" else "false")
    else toString value;
  count = set: toString (length (builtins.attrNames set));
  few = list: length list <= 200;
  tell = start: value:
    let kind = builtins.typeOf value; in
    builtins.trace "nixray-see ${start} ${kind} ${shown kind value}" value;
  opened = id: value:
    let
      kind = builtins.typeOf value;
      part = name: tell "${id} in ${name} =";
      add = done: item: { at = done.at + 1; items = done.items ++ [ (part (toString done.at) item) ]; };
    in
    if kind == "set" && few (builtins.attrNames value) then builtins.mapAttrs part value
    else if kind == "list" && few value then (builtins.foldl' add { at = 0; items = [ ]; } value).items
    else value;
in
id: value: builtins.seq value (if inside then opened id (tell id value) else tell id value)
