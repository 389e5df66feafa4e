"\n\r\t"
