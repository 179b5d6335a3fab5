#pragma once

#include <microhttpd.h>
#include <stdint.h>
#include <string.h>

/* Wrappers for what Swift cannot express: variadic calls that start the daemon and query a connection, and constants
   that macros define with casts. */

struct muster_mhd_settings {
    unsigned int threads;
    int listen_socket; /* negative: connections are added with MHD_add_connection only */
    size_t connection_memory;
    unsigned int connection_limit;
    unsigned int per_address_limit;
    unsigned int timeout_seconds;
    const char *certificate; /* PEM; NULL without TLS */
    const char *key;
    MHD_AccessHandlerCallback access;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection_changed;
    void *context;
};

/* Leaves paths and queries escaped. HTTP/Request unescapes them strictly. */
static inline size_t muster_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

/* MHD_OPTION_STRICT_FOR_CLIENT is not set. In 0.9.75 it covers a missing Host, which it answers in plain text, and a
   space in the target, which it does not answer at all. The server refuses both with a problem document. */
static inline struct MHD_Daemon *muster_mhd_start(const struct muster_mhd_settings *s) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)s->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)s->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem pool[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)s->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (s->certificate) flags |= MHD_USE_TLS;
    if (s->listen_socket < 0) flags |= MHD_USE_NO_LISTEN_SOCKET;
    struct MHD_OptionItem listening[] = {
        {MHD_OPTION_LISTEN_SOCKET, s->listen_socket, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        flags, 0, NULL, NULL, s->access, s->context,
        MHD_OPTION_ARRAY, s->listen_socket < 0 ? none : listening,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->connection_memory,
        MHD_OPTION_CONNECTION_LIMIT, s->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->per_address_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, s->timeout_seconds,
        MHD_OPTION_URI_LOG_CALLBACK, s->target, s->context,
        MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context,
        MHD_OPTION_NOTIFY_CONNECTION, s->connection_changed, s->context,
        MHD_OPTION_UNESCAPE_CALLBACK, &muster_mhd_keep_escapes, NULL,
        MHD_OPTION_ARRAY, s->threads > 1 ? pool : none,
        MHD_OPTION_ARRAY, s->certificate ? tls : none,
        MHD_OPTION_END);
}

static inline int muster_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *muster_mhd_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/* The pointer that the connection callback stored. */
static inline void *muster_mhd_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The size of the request line and header fields including the empty line; 0 until all have arrived. */
static inline size_t muster_mhd_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* Disables chunked encoding: a response of unknown length ends with its connection. */
static inline void muster_mhd_end_with_connection(struct MHD_Response *response) {
    MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

static const uint64_t muster_mhd_unknown_size = MHD_SIZE_UNKNOWN;
static const ssize_t muster_mhd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t muster_mhd_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;
