# Compiled: the text of every derivation is written here, three times.
cimport cython

cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    int kind_of "PyUnicode_KIND"(object) noexcept

cdef extern from *:
    """
    #include <stddef.h>
    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif
    /* Copy characters up to the first that needs an escape (quote, backslash, tab, line feed, carriage return), or all;
       gives how many. */
    static size_t nixray_copy_plain(char *out, const unsigned char *data, size_t size) {
        size_t at = 0;
    #if defined(__SSE2__)
        const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8(92), tab = _mm_set1_epi8(9);
        const __m128i feed = _mm_set1_epi8(10), back = _mm_set1_epi8(13);
        for (; at + 16 <= size; at += 16) {
            __m128i some = _mm_loadu_si128((const __m128i *)(data + at));
            __m128i found = _mm_or_si128(_mm_cmpeq_epi8(some, quote), _mm_cmpeq_epi8(some, slash));
            found = _mm_or_si128(found, _mm_cmpeq_epi8(some, tab));
            found = _mm_or_si128(found, _mm_or_si128(_mm_cmpeq_epi8(some, feed), _mm_cmpeq_epi8(some, back)));
            if (_mm_movemask_epi8(found))
                break;
            _mm_storeu_si128((__m128i *)(out + at), some);
        }
    #endif
        for (; at < size; at++) {
            unsigned char c = data[at];
            if (c == '"' || c == 92 || c == 9 || c == 10 || c == 13)
                break;
            out[at] = (char)c;
        }
        return at;
    }
    """
    size_t nixray_copy_plain(char*, const unsigned char*, size_t) noexcept

# `final`: calls of methods need no table and can be put in line.
@cython.final
cdef class Text:
    cdef char* buffer
    cdef Py_ssize_t size
    cdef Py_ssize_t room

    cdef int room_for(self, Py_ssize_t more) except -1
    cdef int some(self, const char* data, Py_ssize_t size) except -1
    cdef int quoted(self, str text) except -1
    cdef Py_ssize_t variable(self, bint first, str name, str text) except -1
    cdef char* escaped(self, char* out, str text) except NULL
    cdef int piece(self, const char* before, Py_ssize_t size, str text) except -1
    cdef int names(self, object texts) except -1
    cdef int inputs(self, object used) except -1
    cdef bytes content(self)

@cython.final
cdef class Skeleton:
    cdef str head
    cdef Text tail
    cdef list places

    cpdef object fill(self, object values)
    cpdef bytes content(self, object outputs, object inputs)
