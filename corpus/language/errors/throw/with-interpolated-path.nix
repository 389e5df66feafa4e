throw "at ${toString ../../fixtures}"
