#include "CLinux.h"

#include <string.h>

#if defined(__x86_64__)

int tocsin_has_crc32c(void) { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"))) uint32_t
tocsin_crc32c(uint32_t state, const void *bytes, long count) {
    const char *next = bytes;
    uint64_t wide = state;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    state = (uint32_t)wide;
    for (; count > 0; count--, next++) state = __builtin_ia32_crc32qi(state, (uint8_t)*next);
    return state;
}

#else

int tocsin_has_crc32c(void) { return 0; }

uint32_t tocsin_crc32c(uint32_t state, const void *bytes, long count) {
    (void)bytes, (void)count;
    return state;
}

#endif
