#define _GNU_SOURCE
#include "CLinuxService.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int caught[2];

static void catch_signal(int number) {
    int reason = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe means that the reader has more than enough to do already.
    (void)!write(caught[1], &byte, 1);
    errno = reason;
}

struct watch {
    void (*received)(int, void *);
    void *context;
};

static void *watch(void *argument) {
    struct watch watching = *(struct watch *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), "signals");
    for (;;) {
        unsigned char number = 0;
        if (read(caught[0], &number, 1) == 1) watching.received(number, watching.context);
    }
    return NULL;
}

int tocsin_watch_signals(void (*received)(int, void *), void *context) {
    if (pipe2(caught, O_CLOEXEC) != 0) return errno;
    fcntl(caught[1], F_SETFL, O_NONBLOCK);
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
    struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
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
