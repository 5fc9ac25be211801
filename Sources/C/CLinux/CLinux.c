#define _GNU_SOURCE
#include "CLinux.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

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

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t tocsin_time_of_day(void) { return nanoseconds(CLOCK_REALTIME); }

int64_t tocsin_uptime(void) { return nanoseconds(CLOCK_MONOTONIC); }
