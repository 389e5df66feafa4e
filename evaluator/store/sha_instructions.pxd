# SHA-256 by the instructions that processors have for it, so that no library must be found and bound for it,
# which takes as long as a tenth of a small evaluation. Where they are missing, digests.py uses the library.
from libc.stdint cimport uint32_t

cdef extern from *:
    """
    #include <stddef.h>
    #include <stdint.h>
    #if defined(__x86_64__) && defined(__GNUC__)
    #include <cpuid.h>
    #include <immintrin.h>

    static const uint32_t nixray_sha_constants[64] __attribute__((aligned(16))) = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

    /* Whether the processor has the instructions. */
    static int nixray_sha_available(void) {
        unsigned int a, b, c, d;
        if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 19)) || !(c & (1u << 9)))
            return 0;
        return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29)) != 0;
    }

    /* Take some blocks of 64 bytes into the state. The instructions want it as A B E F and C D G H. */
    __attribute__((target("sha,sse4.1,ssse3")))
    static void nixray_sha_blocks(uint32_t *state, const unsigned char *data, size_t blocks) {
        const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
        __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
        __m128i cdgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
        __m128i abef = _mm_alignr_epi8(low, cdgh, 8);
        cdgh = _mm_blend_epi16(cdgh, low, 0xF0);
        for (; blocks; blocks--, data += 64) {
            __m128i abef_before = abef, cdgh_before = cdgh, w[4];
            int i;
            for (i = 0; i < 4; i++)
                w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), swap);
    #pragma GCC unroll 16
            for (i = 0; i < 16; i++) {
                __m128i round = _mm_add_epi32(w[i & 3], _mm_load_si128((const __m128i *)nixray_sha_constants + i));
                cdgh = _mm_sha256rnds2_epu32(cdgh, abef, round);
                abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(round, 0x0E));
                if (i < 12) {
                    __m128i next = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
                    next = _mm_add_epi32(next, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
                    w[i & 3] = _mm_sha256msg2_epu32(next, w[(i + 3) & 3]);
                }
            }
            abef = _mm_add_epi32(abef, abef_before);
            cdgh = _mm_add_epi32(cdgh, cdgh_before);
        }
        low = _mm_shuffle_epi32(abef, 0x1B);
        cdgh = _mm_shuffle_epi32(cdgh, 0xB1);
        _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, cdgh, 0xF0));
        _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(cdgh, low, 8));
    }
    #else
    static int nixray_sha_available(void) { return 0; }
    static void nixray_sha_blocks(uint32_t *state, const unsigned char *data, size_t blocks) {
        (void)state; (void)data; (void)blocks;
    }
    #endif
    """
    bint nixray_sha_available() noexcept nogil
    void nixray_sha_blocks(uint32_t*, const unsigned char*, size_t) noexcept nogil
