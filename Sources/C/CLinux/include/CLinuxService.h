#pragma once

/// Blocks SIGTERM, SIGINT and SIGHUP in the calling thread and those it starts later, and ignores
/// SIGPIPE, so that signals reach only `tocsin_watch_signals`. Call it before any thread starts.
void tocsin_block_signals(void);

/// Starts a thread that calls `received` with each blocked signal's number, for ever.
/// Returns 0, or the error number of pthread_create.
int tocsin_watch_signals(void (*received)(int signal, void *context), void *context);

/// Unblocks the signals again, for a child between fork and exec or at the very end of main.
void tocsin_unblock_signals(void);

/// Sends one datagram to the Unix socket `path`; a leading '@' means the abstract name space.
/// Returns 0, or -1 with errno set.
int tocsin_send_datagram(const char *path, const void *bytes, long count);
