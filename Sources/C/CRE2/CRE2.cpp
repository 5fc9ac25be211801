#include "CRE2.h"

#include <re2/re2.h>

#include <cstdio>
#include <new>
#include <string>

struct tocsin_re2 {
    RE2 expression;
    tocsin_re2(const re2::StringPiece &pattern, const RE2::Options &options)
        : expression(pattern, options) {}
};

static void describe(const RE2 &refused, tocsin_re2_error *error) {
    std::snprintf(error->reason, sizeof error->reason, "%s", refused.error().c_str());
    // RE2 copies the part at fault; where it stands is only known if it stands there once.
    const std::string &part = refused.error_arg();
    const std::string &pattern = refused.pattern();
    size_t place = part.empty() ? std::string::npos : pattern.find(part);
    bool is_unique = place != std::string::npos && pattern.rfind(part) == place;
    error->offset = is_unique ? static_cast<long>(place) : -1;
}

tocsin_re2 *tocsin_re2_compile(
    const uint8_t *pattern, size_t length, int64_t memory_limit, tocsin_re2_error *error) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(memory_limit);
    re2::StringPiece text(reinterpret_cast<const char *>(pattern), length);
    auto *compiled = new (std::nothrow) tocsin_re2(text, options);
    if (compiled == nullptr) {
        std::snprintf(error->reason, sizeof error->reason, "out of memory");
        error->offset = -1;
        return nullptr;
    }
    if (compiled->expression.ok()) return compiled;
    describe(compiled->expression, error);
    delete compiled;
    return nullptr;
}

int tocsin_re2_matches(const tocsin_re2 *expression, const uint8_t *text, size_t length) {
    re2::StringPiece piece(reinterpret_cast<const char *>(text), length);
    return RE2::FullMatch(piece, expression->expression);
}

size_t tocsin_re2_prefix(const tocsin_re2 *expression, uint8_t *prefix, size_t capacity) {
    std::string first, last;
    int longest = static_cast<int>(capacity);
    if (!expression->expression.PossibleMatchRange(&first, &last, longest)) return 0;
    // Every match lies between the two, so it begins with what they have in common.
    size_t common = 0;
    while (common < first.size() && common < last.size() && common < capacity &&
           first[common] == last[common]) {
        prefix[common] = static_cast<uint8_t>(first[common]);
        common++;
    }
    return common;
}

void tocsin_re2_free(tocsin_re2 *expression) { delete expression; }
