/* Every sync takes 10 ms longer (or as many as PARLEY_SYNC_MS says), as on a slow disk: LD_PRELOAD for `make bench`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_as_a_disk(void)
{
    const char *set = getenv("PARLEY_SYNC_MS");
    long ms = set ? atol(set) : 10;
    struct timespec span = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&span, NULL);
}

int fsync(int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_as_a_disk();
    return real(file);
}

int fdatasync(int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_as_a_disk();
    return real(file);
}
