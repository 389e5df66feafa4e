{ inherit ({ a = { x = 1; }; }) a; a.y = 2; }
