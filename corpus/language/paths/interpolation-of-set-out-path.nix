/a/${{ outPath = "b"; }}
