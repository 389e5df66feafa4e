({ a ? abort "no" }: 1) { }
