# nixray: args="-A hallo"
{ hello = 1; help = 2; }
