#pragma once
#include <curl/curl.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call.

static inline CURLcode tocsin_curl_set_number(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode tocsin_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode tocsin_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode tocsin_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode tocsin_curl_set_callbacks(
    CURL *easy, void *context,
    size_t (*body)(char *, size_t, size_t, void *),
    size_t (*header)(char *, size_t, size_t, void *),
    curl_socket_t (*open)(void *, curlsocktype, struct curl_sockaddr *)) {
    CURLcode status = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
    return status;
}

static inline long tocsin_curl_number(CURL *easy, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

static inline curl_off_t tocsin_curl_time(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

static inline void *tocsin_curl_owner(CURL *easy) {
    char *value = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
    return value;
}

static inline const char *tocsin_curl_text(CURL *easy, CURLINFO info) {
    char *value = NULL;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

/// Keeps at most so many unused connections.
static inline void tocsin_curl_keep(CURLM *multi, long connections) {
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
}

/// The next finished transfer with its result, or NULL.
static inline CURL *tocsin_curl_finished(CURLM *multi, CURLcode *result) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
