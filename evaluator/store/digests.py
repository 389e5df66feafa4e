"""SHA-256, by the processor's own instructions where it has them. Elsewhere it comes from OpenSSL, which is loaded
when it is first needed: that takes a tenth of the time in which a small evaluation is over."""

import cython
from cython.cimports.evaluator.store.sha_instructions import nixray_sha_available, nixray_sha_blocks
from cython.cimports.libc.stdint import uint32_t
from cython.cimports.libc.string import memcpy, memset

available: cython.bint = nixray_sha_available()
_hex: cython.p_const_char = b"0123456789abcdef"
_openssl: object = None


def sha256(data: bytes = b""):
    """A hash object that has seen `data`, as `hashlib.sha256` makes it: with `update`, `digest`, `hexdigest`."""
    made: Sha256
    if available:
        made = Sha256.__new__(Sha256)
        made.take(data, len(data))
        return made
    return library_sha256(data)


def library_sha256(data: bytes):
    """The same from OpenSSL."""
    global _openssl
    if _openssl is None:
        from hashlib import sha256 as _openssl
    return _openssl(data)


def digest_of(data: bytes) -> bytes:
    """The digest of some bytes."""
    return digest_of_some(data, len(data))


def digest_of_some(data: cython.p_const_char, size: cython.size_t) -> bytes:
    """The same for a place in memory."""
    made: Sha256
    out: cython.uchar[32]
    if not available:
        return library_sha256(data[:size]).digest()
    made = Sha256.__new__(Sha256)
    made.take(cython.cast(cython.p_const_uchar, data), size)
    made.finish(out)
    return cython.cast(cython.p_char, out)[:32]


def hex_digest_of(data: bytes) -> str:
    """The digest of some bytes in base 16."""
    made: Sha256
    if not available:
        return library_sha256(data).hexdigest()
    made = Sha256.__new__(Sha256)
    made.take(data, len(data))
    return made.hexdigest()


class Sha256:
    """A hash object on the processor's instructions."""

    def __cinit__(self):
        self.state[0] = 0x6A09E667
        self.state[1] = 0xBB67AE85
        self.state[2] = 0x3C6EF372
        self.state[3] = 0xA54FF53A
        self.state[4] = 0x510E527F
        self.state[5] = 0x9B05688C
        self.state[6] = 0x1F83D9AB
        self.state[7] = 0x5BE0CD19

    def update(self, data):
        """Take further bytes."""
        known: bytes = data if type(data) is bytes else bytes(data)
        self.take(known, len(known))

    def digest(self) -> bytes:
        """The digest of what was taken so far."""
        out: cython.uchar[32]
        self.finish(out)
        return cython.cast(cython.p_char, out)[:32]

    def hexdigest(self) -> str:
        """The digest in base 16."""
        out: cython.uchar[32]
        text: cython.char[64]
        at: cython.int
        self.finish(out)
        for at in range(32):
            text[2 * at] = _hex[out[at] >> 4]
            text[2 * at + 1] = _hex[out[at] & 15]
        return cython.cast(cython.p_char, text)[:64].decode("ascii")

    def take(self, data: cython.p_const_uchar, size: cython.size_t) -> cython.int:
        """Take some bytes; what fills no block waits."""
        waiting: cython.size_t = self.size & 63
        room: cython.size_t = 64 - waiting
        self.size += size
        if waiting:
            if size < room:
                memcpy(self.waiting + waiting, data, size)
                return 0
            memcpy(self.waiting + waiting, data, room)
            nixray_sha_blocks(self.state, self.waiting, 1)
            data += room
            size -= room
        nixray_sha_blocks(self.state, data, size >> 6)
        memcpy(self.waiting, data + (size & ~cython.cast(cython.size_t, 63)), size & 63)
        return 0

    def finish(self, out: cython.p_uchar) -> cython.int:
        """Write the digest; more may be taken afterwards."""
        state: uint32_t[8]
        last: cython.uchar[128]
        waiting: cython.size_t = self.size & 63
        blocks: cython.size_t = 1 if waiting < 56 else 2
        bits: cython.ulonglong = self.size << 3
        at: cython.int
        memcpy(state, self.state, 32)
        memset(last, 0, 128)
        memcpy(last, self.waiting, waiting)
        last[waiting] = 0x80
        for at in range(8):
            last[64 * blocks - 1 - at] = cython.cast(cython.uchar, bits >> 8 * at)
        nixray_sha_blocks(state, last, blocks)
        for at in range(32):
            out[at] = cython.cast(cython.uchar, state[at >> 2] >> 24 - 8 * (at & 3))
        return 0
