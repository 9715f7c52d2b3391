/* Preloaded under a process: writes down, in order, what it does to the files below one folder, so that
   tests/promises/power/disk.py can say what a power cut may have left of them.

   It begins by parley_record(folder, log), or at the start where PARLEY_RECORD is "folder\nlog". One record:
   kind, inode, number, length of a, length of b, a, b; all of them appended by one writev each.
   Not seen: memory maps (SQLite's -shm, which means nothing after a cut) and descriptors that were duplicated. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 65536
#define REAL(name) ((__typeof__(&name))real(#name))

struct head {
    uint8_t kind, pad[7];
    uint64_t inode, number;
    uint32_t first, second;
};

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char folder[PATH_MAX];
static size_t length;
static int out = -1;
static uint64_t inodes[MOST];
static char *folders[MOST];

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static void tell(char kind, uint64_t inode, uint64_t number, const void *a, size_t first, const void *b, size_t second) {
    struct head head = {.kind = kind, .inode = inode, .number = number, .first = first, .second = second};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)a, first}, {(void *)b, second}};
    if (writev(out, parts, 3) < 0) abort();
}

static void tell_names(char kind, uint64_t inode, const char *a, const char *b) {
    tell(kind, inode, 0, a, strlen(a), b, b ? strlen(b) : 0);
}

int parley_record(const char *root, const char *log) {
    int file = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    out = fcntl(file, F_DUPFD_CLOEXEC, 900);
    REAL(close)(file);
    snprintf(folder, sizeof folder, "%s", root);
    length = strlen(folder);
    return out;
}

__attribute__((constructor)) static void begin(void) {
    char given[2 * PATH_MAX], *cut;
    const char *wanted = getenv("PARLEY_RECORD");
    if (!wanted) return;
    snprintf(given, sizeof given, "%s", wanted);
    if ((cut = strchr(given, '\n'))) {
        *cut = 0;
        parley_record(given, cut + 1);
    }
}

/* The whole path, and whether it lies below the folder. */
static int ours(int base, const char *path, char *whole) {
    char name[64];
    ssize_t size = 0;
    if (out < 0) return 0;
    if (*path != '/') {
        if (base == AT_FDCWD) {
            if (!getcwd(whole, PATH_MAX)) return 0;
            size = strlen(whole);
        } else {
            snprintf(name, sizeof name, "/proc/self/fd/%d", base);
            if ((size = readlink(name, whole, PATH_MAX - 1)) < 0) return 0;
        }
        whole[size++] = '/';
    }
    snprintf(whole + size, PATH_MAX - size, "%s", path);
    return !strncmp(whole, folder, length) && (whole[length] == '/' || !whole[length]);
}

static uint64_t inode_of(int file) { return file >= 0 && file < MOST ? inodes[file] : 0; }

static void opened(int file, const char *whole, int flags, int there) {
    struct stat found;
    if (file < 0 || file >= MOST || fstat(file, &found)) return;
    if (S_ISDIR(found.st_mode)) {
        folders[file] = strdup(whole);
        return;
    }
    inodes[file] = found.st_ino;
    if (!there) tell_names('C', found.st_ino, whole, NULL);
    else if (flags & O_TRUNC) tell('T', found.st_ino, 0, NULL, 0, NULL, 0);
}

static int open_one(int base, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    struct stat found;
    int file, was, fault;
    if (!ours(base, path, whole)) return REAL(openat)(base, path, flags, mode);
    pthread_mutex_lock(&lock);
    was = !stat(whole, &found);
    file = REAL(openat)(base, path, flags, mode);
    fault = errno;
    if (file >= 0) opened(file, whole, flags, was);
    pthread_mutex_unlock(&lock);
    errno = fault;
    return file;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_one(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_one(AT_FDCWD, path, flags, mode); }
int openat(int base, const char *path, int flags, ...) { MODE(flags) return open_one(base, path, flags, mode); }
int openat64(int base, const char *path, int flags, ...) { MODE(flags) return open_one(base, path, flags, mode); }

int close(int file) {
    if (file == out && out >= 0) return 0;
    if (file >= 0 && file < MOST) {
        inodes[file] = 0;
        free(folders[file]);
        folders[file] = NULL;
    }
    return REAL(close)(file);
}

static ssize_t written(ssize_t count, uint64_t inode, uint64_t at, const void *data) {
    if (count > 0) tell('W', inode, at, data, count, NULL, 0);
    return count;
}

ssize_t write(int file, const void *data, size_t size) {
    struct stat found;
    ssize_t count;
    off_t at;
    uint64_t inode = inode_of(file);
    if (out < 0 || (!inode && file != 1)) return REAL(write)(file, data, size);
    pthread_mutex_lock(&lock);
    if (file == 1) {
        tell('M', 0, 0, data, size, NULL, 0);
        count = REAL(write)(file, data, size);
    } else {
        at = lseek(file, 0, SEEK_CUR);
        if (fcntl(file, F_GETFL) & O_APPEND && !fstat(file, &found)) at = found.st_size;
        count = written(REAL(write)(file, data, size), inode, at, data);
    }
    pthread_mutex_unlock(&lock);
    return count;
}

static ssize_t placed(int file, const void *data, size_t size, off_t at) {
    ssize_t count;
    uint64_t inode = inode_of(file);
    if (out < 0 || !inode) return REAL(pwrite)(file, data, size, at);
    pthread_mutex_lock(&lock);
    count = written(REAL(pwrite)(file, data, size, at), inode, at, data);
    pthread_mutex_unlock(&lock);
    return count;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return placed(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { return placed(file, data, size, at); }

static int cut(int file, off_t size) {
    int status;
    uint64_t inode = inode_of(file);
    if (out < 0 || !inode) return REAL(ftruncate)(file, size);
    pthread_mutex_lock(&lock);
    status = REAL(ftruncate)(file, size);
    if (!status) tell('T', inode, size, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return status;
}

int ftruncate(int file, off_t size) { return cut(file, size); }
int ftruncate64(int file, off64_t size) { return cut(file, size); }

static int synced(int file, int (*sync)(int)) {
    int status;
    if (out < 0 || (!inode_of(file) && !(file >= 0 && file < MOST && folders[file]))) return sync(file);
    pthread_mutex_lock(&lock);
    status = sync(file);
    if (!status && folders[file]) tell_names('D', 0, folders[file], NULL);
    else if (!status) tell('S', inodes[file], 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return status;
}

int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

#define NAMED(kind, call, base, path, other) \
    char a[PATH_MAX], b[PATH_MAX]; \
    const char *second = other; \
    int status, told = ours(base, path, a) && (!second || ours(AT_FDCWD, second, b)); \
    pthread_mutex_lock(&lock); \
    status = call; \
    if (!status && told) tell_names(kind, 0, a, second ? b : NULL); \
    pthread_mutex_unlock(&lock); \
    return status;

int rename(const char *path, const char *to) { NAMED('R', REAL(rename)(path, to), AT_FDCWD, path, to) }
int link(const char *path, const char *to) { NAMED('L', REAL(link)(path, to), AT_FDCWD, path, to) }
int linkat(int base, const char *path, int to_base, const char *to, int flags) {
    NAMED('L', REAL(linkat)(base, path, to_base, to, flags), base, path, to)
}
int unlink(const char *path) { NAMED('U', REAL(unlink)(path), AT_FDCWD, path, (const char *)NULL) }
int unlinkat(int base, const char *path, int flags) {
    NAMED('U', REAL(unlinkat)(base, path, flags), base, path, (const char *)NULL)
}
