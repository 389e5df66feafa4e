assert /a + "b" == <nope> || false; 1
