#pragma once
#include <microhttpd.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdarg.h>
#include <string.h>

// MHD_start_daemon and MHD_get_connection_info are variadic, which Swift cannot call.

/// Everything a listening daemon is started with; every callback receives `context`.
struct tocsin_mhd_settings {
    unsigned int flags;
    int listen_socket;
    unsigned int threads;
    unsigned int connections;
    size_t memory_per_connection;
    void *context;
    MHD_AcceptPolicyCallback accepts;
    MHD_AccessHandlerCallback serve;
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback complete;
    MHD_NotifyConnectionCallback notify;
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
    /// Called with the status of an answer that the library gave without asking us.
    void (*refused)(void *context, unsigned int status);
    /// PEM text and priorities for TLS, or NULL.
    const char *certificate;
    const char *key;
    const char *priorities;
};

static inline void tocsin_mhd_log(void *context, const char *format, va_list arguments) {
    struct tocsin_mhd_settings *settings = (struct tocsin_mhd_settings *)context;
    static const char answered[] = "Error processing request (HTTP response code is %u";
    if (strncmp(format, answered, sizeof answered - 1) == 0)
        settings->refused(settings->context, va_arg(arguments, unsigned int));
}

/// Starts a daemon; `settings` must outlive it.
static inline struct MHD_Daemon *tocsin_mhd_start(struct tocsin_mhd_settings *settings) {
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)settings->priorities},
        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem pool[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)settings->threads, NULL},
        {MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        settings->flags, 0, settings->accepts, settings->context, settings->serve,
        settings->context, MHD_OPTION_EXTERNAL_LOGGER, &tocsin_mhd_log, (void *)settings,
        MHD_OPTION_LISTEN_SOCKET, settings->listen_socket,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->memory_per_connection,
        MHD_OPTION_CONNECTION_LIMIT, settings->connections,
        MHD_OPTION_URI_LOG_CALLBACK, settings->begin, settings->context,
        MHD_OPTION_NOTIFY_COMPLETED, settings->complete, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->notify, settings->context,
        MHD_OPTION_UNESCAPE_CALLBACK, settings->unescape, settings->context,
        MHD_OPTION_ARRAY, settings->threads > 1 ? pool : none,
        MHD_OPTION_ARRAY, settings->certificate != NULL ? tls : none, MHD_OPTION_END);
}

static inline int tocsin_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

static inline size_t tocsin_mhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

static inline void *tocsin_mhd_link(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

static inline gnutls_session_t tocsin_mhd_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info == NULL ? NULL : (gnutls_session_t)info->tls_session;
}

static inline const struct sockaddr *tocsin_mhd_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

static inline unsigned int tocsin_mhd_flags(int tls) {
    return MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME |
           MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0);
}
