#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled RE2 pattern, always matched against the whole text.
typedef struct tocsin_re2 tocsin_re2;

/// Why a pattern was refused.
typedef struct {
    /// NUL-terminated.
    char reason[256];
    /// Where in the pattern the part at fault begins, or -1 when RE2 names none.
    long offset;
} tocsin_re2_error;

/// Compiles `pattern`; on failure returns NULL and fills `error`.
tocsin_re2 *tocsin_re2_compile(
    const uint8_t *pattern, size_t length, int64_t memory_limit, tocsin_re2_error *error);

/// Whether the whole text matches. Any threads may ask at the same time.
int tocsin_re2_matches(const tocsin_re2 *expression, const uint8_t *text, size_t length);

/// Writes at most `capacity` bytes with which every matching text begins; returns how many.
size_t tocsin_re2_prefix(const tocsin_re2 *expression, uint8_t *prefix, size_t capacity);

void tocsin_re2_free(tocsin_re2 *expression);

#ifdef __cplusplus
}
#endif
