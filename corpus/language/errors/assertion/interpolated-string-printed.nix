let s = "v"; in assert "x${s}" == "y" || false; 1
