# Compiled: every store path is written through `encode`, and Python is slow digit by digit.
