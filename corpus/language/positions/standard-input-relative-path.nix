# nixray: as=stdin
import ./fixtures/pkg
