#define _GNU_SOURCE
#include "CLinuxService.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static sigset_t watched(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

void tocsin_block_signals(void) {
    sigset_t set = watched();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

void tocsin_unblock_signals(void) {
    sigset_t set = watched();
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

struct watch {
    void (*received)(int, void *);
    void *context;
};

static void *watch(void *argument) {
    struct watch watching = *(struct watch *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), "signals");
    sigset_t set = watched();
    for (;;) {
        int number = 0;
        if (sigwait(&set, &number) == 0) watching.received(number, watching.context);
    }
    return NULL;
}

int tocsin_watch_signals(void (*received)(int, void *), void *context) {
    struct watch *watching = malloc(sizeof *watching);
    if (watching == NULL) return ENOMEM;
    watching->received = received;
    watching->context = context;
    pthread_t thread;
    int failure = pthread_create(&thread, NULL, watch, watching);
    if (failure != 0) {
        free(watching);
        return failure;
    }
    pthread_detach(thread);
    return 0;
}

int tocsin_send_datagram(const char *path, const void *bytes, long count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';
    int socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0) return -1;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    long sent = sendto(
        socket_fd, bytes, (size_t)count, MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    int reason = errno;
    close(socket_fd);
    errno = reason;
    return sent == count ? 0 : -1;
}
