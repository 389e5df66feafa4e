"${{ outPath = { outPath = "x"; }; }}"
