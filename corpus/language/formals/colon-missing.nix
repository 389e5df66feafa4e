{ a } a
