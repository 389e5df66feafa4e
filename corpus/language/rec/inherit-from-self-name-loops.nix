rec { inherit (x) x; }
