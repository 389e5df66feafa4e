"""The opcode numbers, for Python code: `Op.SELECT_OP` and so on (see opcodes.py for the table)."""
