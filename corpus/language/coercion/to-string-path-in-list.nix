toString [ /a ./. ] == "/a ${toString ./.}"
