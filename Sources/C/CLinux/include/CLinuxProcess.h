#pragma once
#include <stdint.h>

/// 64 random bits from a generator of the calling thread: a few nanoseconds, no lock. It is seeded
/// from the kernel, again after a fork, and good for ids and sampling, not for secrets.
uint64_t tocsin_quick_random(void);

/// Which process of a line of forks this is: it changes in the child, and is never 0.
uint32_t tocsin_fork_epoch(void);
