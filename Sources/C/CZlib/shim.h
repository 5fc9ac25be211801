#pragma once
#include <zlib.h>

// zlib's initialisers are macros, which Swift does not import. 15 is the window of gzip, 16 asks
// for the gzip wrapper and 8 is zlib's own default for the memory of a compressor (about 260 KiB).

static inline int tocsin_gzip_start(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int tocsin_gunzip_start(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
