import (toString ../fixtures/pkg)
