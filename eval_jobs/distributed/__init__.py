"""Runs on more than one machine: shards of a run on a dask.distributed cluster."""
