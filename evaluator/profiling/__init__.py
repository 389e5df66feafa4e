"""Where an evaluation's time goes: a sampling profile with Nix-level frames, thunks included."""

from evaluator.profiling.profile import Profile
from evaluator.profiling.sampling import sampling

__all__ = ["Profile", "sampling"]
