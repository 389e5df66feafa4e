{ inherit true; }
