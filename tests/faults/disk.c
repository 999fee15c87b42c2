/* Records what a process writes below one folder, and fails or kills it at a chosen write or sync.
 *
 * Preloaded into a test's processes (LD_PRELOAD). HAMKOR_DISK_FOLDER names the folder,
 * HAMKOR_DISK_JOURNAL the file of records; beside it lies JOURNAL.struck once a blow has fallen. A
 * record is
 *
 *     kind (1 byte) | length of path (4) | number (8) | length of bytes (8) | path | bytes
 *
 * with kinds W write at number, T truncate to number, S sync, C created, R renamed to bytes,
 * U unlinked, X something that is not followed here and makes the record useless.
 * Files whose name ends in "-shm" are memory that SQLite shares, and not followed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NOTHING, FULL, BROKEN, DEATH };

static char folder[PATH_MAX], struck[PATH_MAX];
static size_t folder_length;
static int journal = -1;
static long write_in = -1, sync_in = -1; /* how many more go well */
static int write_fate, sync_fate;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) (__typeof__(&name)) real(#name)
static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

__attribute__((constructor)) static void start(void) {
    const char *wanted = getenv("HAMKOR_DISK_FOLDER"), *path = getenv("HAMKOR_DISK_JOURNAL");
    if (!wanted || !path || !realpath(wanted, folder)) return;
    folder_length = strlen(folder);
    snprintf(struck, sizeof struck, "%.4000s.struck", path);
    journal = (REAL(open))(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* For tests, through ctypes: let `count` more writes (syncs) go well, then befall `fate`. */
void hamkor_disk_at_write(long count, int fate) { write_in = count; write_fate = fate; }
void hamkor_disk_at_sync(long count, int fate) { sync_in = count; sync_fate = fate; }

static int is_followed(const char *path) {
    size_t length = strlen(path);
    if (journal < 0 || strncmp(path, folder, folder_length)) return 0;
    if (path[folder_length] && path[folder_length] != '/') return 0;
    return length < 4 || strcmp(path + length - 4, "-shm");
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    char *gone = strstr(path, " (deleted)");
    if (gone) *gone = 0;
    return is_followed(path);
}

static void note(char kind, const char *path, uint64_t number, const void *bytes, uint64_t length) {
    uint32_t path_length = strlen(path);
    unsigned char head[21];
    int saved = errno;
    head[0] = kind;
    memcpy(head + 1, &path_length, 4);
    memcpy(head + 5, &number, 8);
    memcpy(head + 13, &length, 8);
    struct iovec parts[3] = {
        {head, sizeof head}, {(void *)path, path_length}, {(void *)bytes, length}};
    pthread_mutex_lock(&order);
    if ((REAL(writev))(journal, parts, 3) < 0) abort();
    pthread_mutex_unlock(&order);
    errno = saved;
}

static int befalls(long *in, int fate) {
    if (*in < 0 || (*in)-- > 0) return 0;
    close((REAL(open))(struck, O_WRONLY | O_CREAT, 0600));
    if (fate == DEATH) kill(getpid(), SIGKILL);
    if (fate == FULL) *in = 0; /* a full disk stays full */
    errno = fate == FULL ? ENOSPC : EIO;
    return 1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    char path[PATH_MAX];
    int follow = path_of(fd, path);
    if (follow && befalls(&write_in, write_fate)) return -1;
    ssize_t done = (REAL(pwrite64))(fd, bytes, length, at);
    if (follow && done > 0) note('W', path, at, bytes, done);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return pwrite64(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    char path[PATH_MAX];
    int follow = fd != journal && path_of(fd, path);
    if (follow && befalls(&write_in, write_fate)) return -1;
    ssize_t done = (REAL(write))(fd, bytes, length);
    if (follow && done > 0) note('W', path, lseek(fd, 0, SEEK_CUR) - done, bytes, done);
    return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    char path[PATH_MAX];
    if (path_of(fd, path)) note('X', path, 0, "writev", 6);
    return (REAL(writev))(fd, parts, count);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t length) {
    char path[PATH_MAX];
    if (path_of(out, path)) { errno = EINVAL; return -1; } /* callers fall back to write */
    ssize_t (*go)(int, int, off64_t *, size_t) = real("sendfile64");
    return go(out, in, at, length);
}
ssize_t sendfile(int out, int in, off_t *at, size_t length) { return sendfile64(out, in, at, length); }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
    char path[PATH_MAX];
    if (path_of(out, path)) { errno = EINVAL; return -1; }
    return (REAL(copy_file_range))(in, from, out, to, length, flags);
}

static int synced(int fd, const char *name) {
    char path[PATH_MAX];
    int follow = path_of(fd, path);
    if (follow && befalls(&sync_in, sync_fate)) return -1;
    int (*go)(int) = real(name);
    int done = go(fd);
    if (follow && !done) note('S', path, 0, "", 0);
    return done;
}
int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

int ftruncate64(int fd, off64_t length) {
    char path[PATH_MAX];
    int follow = path_of(fd, path);
    int done = (REAL(ftruncate64))(fd, length);
    if (follow && !done) note('T', path, length, "", 0);
    return done;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int opened(const char *name, int at, const char *path, int flags, mode_t mode) {
    char full[PATH_MAX], folder_path[PATH_MAX];
    int is_new = 0, follow = 0;
    if ((flags & (O_CREAT | O_TRUNC)) && journal >= 0) {
        if (path[0] == '/') snprintf(full, sizeof full, "%s", path);
        else if (at == AT_FDCWD && getcwd(folder_path, sizeof folder_path))
            snprintf(full, sizeof full, "%.2000s/%.2000s", folder_path, path);
        else full[0] = 0;
        follow = is_followed(full);
        is_new = follow && access(full, F_OK);
    }
    int (*go)(int, const char *, int, ...) = real(name);
    int fd = go(at, path, flags, mode);
    if (follow && fd >= 0 && is_new) note('C', full, 0, "", 0);
    if (follow && fd >= 0 && !is_new && (flags & O_TRUNC)) note('T', full, 0, "", 0);
    return fd;
}
#define MODE(flags)                                    \
    mode_t mode = 0;                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {             \
        va_list more;                                  \
        va_start(more, flags);                         \
        mode = va_arg(more, mode_t);                   \
        va_end(more);                                  \
    }
int open(const char *path, int flags, ...) { MODE(flags) return opened("openat", AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened("openat64", AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened("openat", at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened("openat64", at, path, flags, mode); }

int rename(const char *old, const char *new) {
    int done = (REAL(rename))(old, new);
    if (!done && (is_followed(old) || is_followed(new))) note('R', old, 0, new, strlen(new));
    return done;
}
int renameat(int a, const char *old, int b, const char *new) {
    if (a == AT_FDCWD && b == AT_FDCWD) return rename(old, new);
    if (journal >= 0) note('X', folder, 0, "renameat", 8);
    return (REAL(renameat))(a, old, b, new);
}
int unlink(const char *path) {
    int done = (REAL(unlink))(path);
    if (!done && is_followed(path)) note('U', path, 0, "", 0);
    return done;
}
