# Compiled: called by the interpreter for its memory.
cdef extern from *:
    """
    #if defined(__linux__)
    #include <malloc.h>
    #endif
    #include <sys/mman.h>
    static void *nixray_new_arena(void *context, size_t size) {
        void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        (void)context;
        if (memory == MAP_FAILED)
            return NULL;
        madvise(memory, size, 23);  /* MADV_POPULATE_WRITE, of which the C library's header may not know */
        return memory;
    }
    static void nixray_free_arena(void *context, void *memory, size_t size) {
        (void)context;
        munmap(memory, size);
    }
    static void nixray_populate_arenas(void) {
        PyObjectArenaAllocator allocator = {NULL, nixray_new_arena, nixray_free_arena};
        PyObject_SetArenaAllocator(&allocator);
    #ifdef M_ARENA_MAX
        mallopt(M_ARENA_MAX, 1);
        mallopt(M_TOP_PAD, 1 << 20);
        /* The library would raise these by itself, but no longer once one of them was set. */
        mallopt(M_MMAP_THRESHOLD, 32 << 20);
        mallopt(M_TRIM_THRESHOLD, 64 << 20);
    #endif
    }
    """
    void nixray_populate_arenas() noexcept
