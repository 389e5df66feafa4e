"""The worker protocol of nix-daemon, as a client speaks it.

From the bottom up: `channel` (bytes with time limits), `wire` (numbers, texts, lists), `logging` (what a
daemon says while it works), `connection` (handshake and the turns of a conversation), `client` (the
operations). The protocol is that of its public descriptions, checked against the daemons themselves.
"""
