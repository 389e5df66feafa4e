"a # b"
