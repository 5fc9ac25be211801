#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

int tocsin_random(void *bytes, long count) {
    char *next = bytes;
    while (count > 0) {
        long got = getrandom(next, (size_t)count, 0);
        if (got < 0) return -1;
        next += got;
        count -= got;
    }
    return 0;
}

void tocsin_name_thread(const char *name) {
    char kept[16];
    snprintf(kept, sizeof kept, "%s", name);
    pthread_setname_np(pthread_self(), kept);
}

uint64_t tocsin_heap_bytes(void) {
    struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

uint32_t tocsin_processors(void) {
    long count = sysconf(_SC_NPROCESSORS_CONF);
    return count > 0 ? (uint32_t)count : 1;
}

int64_t tocsin_free_space(const char *path) {
    struct statvfs space;
    int status;
    do status = statvfs(path, &space);
    while (status < 0 && errno == EINTR);
    return status < 0 ? -1 : (int64_t)(space.f_bavail * space.f_frsize);
}

const char *tocsin_next_name(void *directory) {
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(directory);
        if (entry == NULL) return NULL;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) return entry->d_name;
    }
}

long tocsin_find(const void *text, long count, const void *needle, long needle_count) {
    if (needle_count == 0) return 0;
    if (count < needle_count) return -1;
    const char *found = memmem(text, (size_t)count, needle, (size_t)needle_count);
    return found ? found - (const char *)text : -1;
}

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t tocsin_time_of_day(void) { return nanoseconds(CLOCK_REALTIME); }

int64_t tocsin_uptime(void) { return nanoseconds(CLOCK_MONOTONIC); }

int64_t tocsin_time_of_day_coarse(void) { return nanoseconds(CLOCK_REALTIME_COARSE); }

int64_t tocsin_uptime_coarse(void) { return nanoseconds(CLOCK_MONOTONIC_COARSE); }
