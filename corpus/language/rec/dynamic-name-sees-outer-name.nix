let x = "k"; in rec { ${x} = 1; y = x; }
