#pragma once

/// Catches SIGTERM, SIGINT and SIGHUP from now on, ignores SIGPIPE, and starts a thread that calls
/// `received` with each caught signal's number, for ever. To be called once in a process.
///
/// A handler writes to a pipe that the thread reads: blocking the signals would not do, because
/// libdispatch lets the main thread wait with none blocked.
/// Returns 0, or an error number.
int tocsin_watch_signals(void (*received)(int signal, void *context), void *context);

/// Sends one datagram to the Unix socket `path`; a leading '@' means the abstract name space.
/// Returns 0, or -1 with errno set.
int tocsin_send_datagram(const char *path, const void *bytes, long count);
