"""The debug adapter: the engine for editors that speak the Debug Adapter Protocol."""
