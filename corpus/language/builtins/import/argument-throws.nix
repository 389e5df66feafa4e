builtins.import (throw "first")
