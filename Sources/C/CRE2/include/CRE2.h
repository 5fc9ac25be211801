#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled RE2 pattern, always matched against the whole text.
typedef struct tocsin_re2 tocsin_re2;

/// Compiles `pattern`; on failure returns NULL and writes a NUL-terminated reason of at most
/// `error_capacity` bytes.
tocsin_re2 *tocsin_re2_compile(
    const uint8_t *pattern, size_t length, int64_t memory_limit, char *error, size_t error_capacity);
int tocsin_re2_matches(const tocsin_re2 *expression, const uint8_t *text, size_t length);
void tocsin_re2_free(tocsin_re2 *expression);

#ifdef __cplusplus
}
#endif
