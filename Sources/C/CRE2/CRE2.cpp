#include "CRE2.h"

#include <re2/re2.h>

#include <cstdio>
#include <new>

struct tocsin_re2 {
    RE2 expression;
    tocsin_re2(const re2::StringPiece &pattern, const RE2::Options &options)
        : expression(pattern, options) {}
};

tocsin_re2 *tocsin_re2_compile(
    const uint8_t *pattern, size_t length, int64_t memory_limit, char *error,
    size_t error_capacity) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(memory_limit);
    re2::StringPiece text(reinterpret_cast<const char *>(pattern), length);
    auto *compiled = new (std::nothrow) tocsin_re2(text, options);
    if (compiled == nullptr || compiled->expression.ok()) return compiled;
    std::snprintf(error, error_capacity, "%s", compiled->expression.error().c_str());
    delete compiled;
    return nullptr;
}

int tocsin_re2_matches(const tocsin_re2 *expression, const uint8_t *text, size_t length) {
    re2::StringPiece piece(reinterpret_cast<const char *>(text), length);
    return RE2::FullMatch(piece, expression->expression);
}

void tocsin_re2_free(tocsin_re2 *expression) { delete expression; }
