# Compiled: hundreds of images are read, most of them small.
cimport cython

cdef extern from *:
    """
    #include <errno.h>
    #include <fcntl.h>
    #include <stdlib.h>
    #include <sys/mman.h>
    #include <sys/stat.h>
    #include <unistd.h>
    /* The content of a file, mapped if it has at least `large` bytes. NULL with `errno` if it cannot be had. */
    static char *nixray_content(const char *path, size_t large, size_t *size, int *mapped) {
        struct stat status;
        char *data = NULL;
        size_t done = 0;
        int descriptor = open(path, O_RDONLY | O_CLOEXEC), failed = 0;
        if (descriptor < 0)
            return NULL;
        if (fstat(descriptor, &status) < 0)
            failed = errno;
        else {
            *size = (size_t)status.st_size;
            *mapped = *size >= large;
            if (*mapped) {
                data = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, descriptor, 0);
                if (data == MAP_FAILED)
                    failed = errno, data = NULL;
            } else if (!(data = malloc(*size + 1)))
                failed = ENOMEM;
            while (!failed && !*mapped && done < *size) {
                ssize_t got = read(descriptor, data + done, *size - done);
                if (got > 0)
                    done += (size_t)got;
                else if (got == 0)
                    *size = done;
                else if (errno != EINTR)
                    failed = errno;
            }
            if (failed && data)
                free(data), data = NULL;
        }
        close(descriptor);
        errno = failed;
        return data;
    }
    static void nixray_drop_content(char *data, size_t size, int mapped) {
        if (mapped)
            munmap(data, size);
        else
            free(data);
    }
    """
    char* nixray_content(const char* path, size_t large, size_t* size, int* mapped) noexcept
    void nixray_drop_content(char* data, size_t size, int mapped) noexcept

@cython.final
@cython.no_gc
cdef class ImageFile:
    cdef char* data
    cdef size_t size
    cdef int mapped
