#define _GNU_SOURCE
#include "CLinuxProcess.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint32_t epoch = 1;

static void count_fork(void) {
    if (atomic_fetch_add_explicit(&epoch, 1, memory_order_relaxed) == UINT32_MAX) epoch = 1;
}

// Before main, so that no fork can come first.
__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(NULL, NULL, count_fork); }

uint32_t tocsin_fork_epoch(void) { return atomic_load_explicit(&epoch, memory_order_relaxed); }

// xoshiro256++ (Blackman and Vigna 2019): a period of 2^256 - 1 for 32 bytes a thread.
static _Thread_local struct {
    uint64_t state[4];
    uint32_t epoch;
} generator;

static void seed(void) {
    if (getrandom(generator.state, sizeof generator.state, 0) != sizeof generator.state) {
        // Only a kernel older than 3.17 comes here; ids that differ are better than none.
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        memset(generator.state, 0, sizeof generator.state);
        generator.state[0] = (uint64_t)now.tv_nsec;
        generator.state[1] = (uint64_t)now.tv_sec;
        generator.state[2] = (uint64_t)getpid();
        generator.state[3] = (uint64_t)(uintptr_t)&generator;
    }
    generator.epoch = tocsin_fork_epoch();
}

static inline uint64_t rotated(uint64_t bits, int by) { return bits << by | bits >> (64 - by); }

uint64_t tocsin_quick_random(void) {
    if (__builtin_expect(generator.epoch != tocsin_fork_epoch(), 0)) seed();
    uint64_t *s = generator.state;
    uint64_t result = rotated(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return result;
}
