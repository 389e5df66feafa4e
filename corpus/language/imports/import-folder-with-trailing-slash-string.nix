import (toString ../fixtures/pkg + "/")
