#pragma once

/// The commit that was built, with a plus sign where the checkout had changes; empty if unknown.
const char *tocsin_revision(void);
