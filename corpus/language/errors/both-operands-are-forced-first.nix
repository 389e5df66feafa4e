builtins.mul "" (throw "second")
