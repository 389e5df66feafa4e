rec { true = false; b = true; }
