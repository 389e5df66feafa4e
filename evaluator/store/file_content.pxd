# Compiled: an evaluation looks at hundreds of files, and its cache has one for each.
cimport cython

cdef extern from *:
    """
    #include <errno.h>
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/mman.h>
    #include <sys/stat.h>
    #include <time.h>
    #include <unistd.h>
    #ifndef MAP_POPULATE
    #define MAP_POPULATE 0
    #endif
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
                data = mmap(NULL, *size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
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
    static int nixray_mode(const char *path) {
        struct stat status;
        if (lstat(path, &status) == 0)
            return (int)status.st_mode;
        return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
    }
    static long long nixray_nanoseconds(struct timespec time) {
        return time.tv_sec * 1000000000LL + time.tv_nsec;
    }
    static int nixray_identity(const char *path, long long age, char *text, size_t room) {
        struct stat status;
        struct timespec now;
        long long written, changed;
        if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode))
            return 0;
        written = nixray_nanoseconds(status.st_mtim);
        changed = nixray_nanoseconds(status.st_ctim);
        clock_gettime(CLOCK_REALTIME, &now);
        if (nixray_nanoseconds(now) - (changed > written ? changed : written) < age)
            return 0;
        return snprintf(text, room, "%llu %llu %u %lld %lld %lld", (unsigned long long)status.st_dev,
                        (unsigned long long)status.st_ino, (unsigned)status.st_mode, (long long)status.st_size,
                        written, changed);
    }
    """
    char* nixray_content(const char* path, size_t large, size_t* size, int* mapped) noexcept
    void nixray_drop_content(char* data, size_t size, int mapped) noexcept
    int nixray_mode(const char* path) noexcept
    int nixray_identity(const char* path, long long age, char* text, size_t room) noexcept

@cython.final
@cython.no_gc
cdef class FileContent:
    cdef char* data
    cdef size_t size
    cdef int mapped

cpdef int mode_of(bytes path) except -1
cpdef bytes plain_identity(bytes path, long long age)
