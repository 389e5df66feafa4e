throw "100% %s %1%"
