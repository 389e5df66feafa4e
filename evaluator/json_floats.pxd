# Floats in JSON. See json_floats.py.
cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    /* The upper 64 bits of a product, rounded. */
    static inline uint64_t nixray_product(uint64_t x, uint64_t y) {
        return (uint64_t)(((unsigned __int128)x * y + ((uint64_t)1 << 63)) >> 64);
    }
    static inline uint64_t nixray_bits(double value) {
        uint64_t bits;
        memcpy(&bits, &value, sizeof bits);
        return bits;
    }
    """
    ctypedef unsigned long long u64 "uint64_t"
    u64 product "nixray_product"(u64, u64) noexcept
    u64 bits_of "nixray_bits"(double) noexcept

cdef extern from "Python.h":
    str latin_1 "PyUnicode_DecodeLatin1"(const char*, Py_ssize_t, const char*)

# A power of ten: 10**k is about f * 2**e. f is 0 where it has not been worked out.
cdef struct Power:
    u64 f
    int e
    int k

# The digits of a float, which is about digits * 10**exponent.
cdef struct Digits:
    char text[24]
    int count
    int exponent

cdef int write(double value, char* out) except -1
cdef int find_digits(double value, Digits* found) except -1
cdef int work_out(int index) except -1
cdef void generate(u64 low, u64 middle, u64 high, int scale, Digits* found) noexcept
cdef void bring_closer(Digits* found, u64 distance, u64 delta, u64 rest, u64 unit) noexcept
