# From a graph of locked inputs to the outputs of its root. `lock` is what a lock file holds; `trees` maps
# names of nodes to trees that are at hand (the root's, at least); `fetch` gets a tree by its attributes.
lock: trees: fetch:
let
  # An input is the name of a node, or a path of inputs from the root.
  named = spec: if builtins.isList spec then follow lock.root spec else spec;
  follow = name: path:
    if path == [ ] then name
    else follow (named lock.nodes.${name}.inputs.${builtins.head path}) (builtins.tail path);

  make = name: node:
    let
      atHand = trees ? ${name};
      parent = nodes.${named node.parent};
      relative = node ? parent && ! atHand;
      sourceInfo =
        if atHand then trees.${name}.sourceInfo
        else if relative then parent.sourceInfo
        else fetch (builtins.removeAttrs node.locked [ "dir" ]);
      folder = if atHand then trees.${name}.dir else node.locked.dir or "";
      outPath =
        if relative then parent.outPath + (if node.locked.path == "" then "" else "/" + node.locked.path)
        else if folder == "" then sourceInfo.outPath
        else sourceInfo.outPath + "/" + folder;

      flake = import (outPath + "/flake.nix");
      inputs = builtins.mapAttrs (_: spec: nodes.${named spec}.value) (node.inputs or { });
      outputs = flake.outputs (inputs // { self = result; });
      result = outputs // sourceInfo // {
        inherit outPath inputs outputs sourceInfo;
        _type = "flake";
      };
    in
    {
      inherit sourceInfo outPath;
      value =
        if node.flake or true then
          if builtins.isFunction flake.outputs then result else throw "the attribute 'outputs' of a flake is no function"
        else sourceInfo // { inherit sourceInfo outPath; };
    };

  nodes = builtins.mapAttrs make lock.nodes;
in
nodes.${lock.root}.value
