with { or = 3; }; ({ a ? 1 }: a) or
