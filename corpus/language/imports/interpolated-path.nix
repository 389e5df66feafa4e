let d = "import"; in import (../fixtures + "/${d}/chain.nix") 1
