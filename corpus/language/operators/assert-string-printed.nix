assert "a${"b"}\n" == ''c''; 1
