builtins.import ../../fixtures/pkg
