with { d = 7; }; ({ a ? d }: a) { }
