builtins.fromTOML "a = \"\"\"\none\ntwo \\\n   three\"\"\""
