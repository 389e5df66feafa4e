builtins.attrNames { inherit ({ }) b; }
