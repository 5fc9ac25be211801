#include "CBuild.h"

#ifndef TOCSIN_REVISION
#define TOCSIN_REVISION ""
#endif

const char *tocsin_revision(void) { return TOCSIN_REVISION; }
