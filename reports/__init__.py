"""How results are shown: JSON schemas, a terminal table, a web page.

Nothing here computes: each renderer draws rows and figures of the shapes in `schema/`.
"""
