#pragma once
#include <stdint.h>

#include "CLinuxProcess.h"
#include "CLinuxService.h"

// Linux calls that Swift's Glibc module hides. This header names no system header besides
// <stdint.h>, because one that belongs to the Glibc module would be seen without _GNU_SOURCE.

/// The glibc restartable-sequences area of the calling thread starts this far from the thread pointer.
extern const long __rseq_offset;
extern const unsigned int __rseq_size;

/// The processor the caller runs on, or 0 where the kernel does not say. About half a nanosecond.
static inline uint32_t tocsin_current_cpu(void) {
    if (__rseq_size == 0) return 0;
    const char *area = (const char *)__builtin_thread_pointer() + __rseq_offset;
    uint32_t cpu = *(const volatile uint32_t *)(area + 4);
    return (int32_t)cpu < 0 ? 0 : cpu;
}

/// Fills `count` bytes from the kernel's random source; returns 0, or -1 with errno set.
int tocsin_random(void *bytes, long count);

/// Names the calling thread for `ps` and `perf`; at most 15 bytes are kept.
void tocsin_name_thread(const char *name);

/// Bytes that an unprivileged user may still write to the file system of `path`, or -1 with errno.
int64_t tocsin_free_space(const char *path);

/// The next name in a directory opened with opendir, without "." and "..", or NULL: at the end with
/// errno 0, else with errno set. It is valid until the next call.
const char *tocsin_next_name(void *directory);

/// Where `needle` first stands in `text`, or -1; linear in both.
long tocsin_find(const void *text, long count, const void *needle, long needle_count);

/// Bytes that the C heap has handed out.
uint64_t tocsin_heap_bytes(void);

/// How many processors the machine may have, at least 1.
uint32_t tocsin_processors(void);

/// Nanoseconds since 1970 (CLOCK_REALTIME). In C, because a release build of Swift 6.3 does not find
/// the fields of `timespec` in the Glibc module when MemberImportVisibility is on.
int64_t tocsin_time_of_day(void);

/// Nanoseconds since some fixed start (CLOCK_MONOTONIC).
int64_t tocsin_uptime(void);

/// The same from the kernel's last tick: a few milliseconds behind, for a tenth of the price.
int64_t tocsin_time_of_day_coarse(void);
int64_t tocsin_uptime_coarse(void);

/// Whether this processor has the CRC32C instruction (SSE 4.2); without it `tocsin_crc32c` must
/// not be called.
int tocsin_has_crc32c(void);

/// Takes `count` bytes into a running CRC32C; `state` is the inverted checksum so far.
uint32_t tocsin_crc32c(uint32_t state, const void *bytes, long count);
