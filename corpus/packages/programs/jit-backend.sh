#!/bin/sh
exec "$@" --jit
