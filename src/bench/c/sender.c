/*
 * Sends streams of chunks shaped like vLLM's completions, as fast as the socket takes them (flood)
 * or at a common absolute pace (paced). One thread, epoll, HTTP/1.1 keep-alive, loopback only.
 *
 *   sender flood PORT CHUNKS
 *   sender paced PORT CHUNKS STREAMS CHUNKS_PER_SECOND LOG
 *
 * Paced: begins when STREAMS requests have come, numbered from 0 by the header X-Stream; chunk j of
 * all goes to stream j mod STREAMS at start + j / CHUNKS_PER_SECOND. A chunk carries the
 * CLOCK_MONOTONIC nanosecond of its sending as 19 digits after "t="; the same numbers, and before
 * them the p99 of its own lateness, are in LOG as native 64-bit words before the streams end.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FD 8192
#define BLOCK_CHUNKS 320
#define REQUEST_BYTES 16384

static const char HEAD[] =
    "HTTP/1.1 200 OK\r\ndate: Mon, 01 Sep 2025 00:00:00 GMT\r\nserver: uvicorn\r\n"
    "content-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";

static char chunk[512];
static int chunk_length;
static int stamp_offset;
static char *block;
static char tail[1024];
static int tail_length;
static long chunks;

struct stream {
    char request[REQUEST_BYTES];
    int have;
    int number;
    int sending;
    int head_left;
    long left;       /* body bytes of chunks left, flood */
    int tail_left;
};

static struct stream *streams[MAX_FD];

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int http_chunk(char *to, const char *event) {
    return sprintf(to, "%zx\r\n%s\r\n", strlen(event), event);
}

static void prepare(void) {
    char event[512];
    sprintf(event,
            "data: {\"id\":\"cmpl-6fd1a3b5c7e94c0d8a2b4c6d8e0f1a3b\",\"object\":\"text_completion\","
            "\"created\":1755700000,\"model\":\"m\",\"choices\":[{\"index\":0,"
            "\"text\":\" t=0000000000000000000\",\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    chunk_length = http_chunk(chunk, event);
    stamp_offset = (int)(strstr(chunk, "t=0") - chunk) + 2;
    block = malloc((size_t)chunk_length * BLOCK_CHUNKS);
    for (int i = 0; i < BLOCK_CHUNKS; i++) {
        memcpy(block + (size_t)i * chunk_length, chunk, chunk_length);
    }
    sprintf(event,
            "data: {\"id\":\"cmpl-6f\",\"object\":\"text_completion\",\"created\":1755700000,\"model\":\"m\","
            "\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":%ld,\"completion_tokens\":%ld}}\n\n",
            chunks + 1, chunks);
    tail_length = http_chunk(tail, event);
    tail_length += http_chunk(tail + tail_length, "data: [DONE]\n\n");
    tail_length += sprintf(tail + tail_length, "0\r\n\r\n");
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 4096)) {
        perror("sender: listen");
        exit(1);
    }
    return fd;
}

static void drop(int epoll, int fd) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
    close(fd);
    free(streams[fd]);
    streams[fd] = NULL;
}

static void accept_all(int epoll, int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0) {
            return;
        }
        if (fd >= MAX_FD) {
            close(fd);
            continue;
        }
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        streams[fd] = calloc(1, sizeof(struct stream));
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
    }
}

/* Reads; 1 when a whole request is here, 0 when not yet, -1 when the client has gone. */
static int take_request(int fd) {
    struct stream *s = streams[fd];
    for (;;) {
        int n = (int)read(fd, s->request + s->have, REQUEST_BYTES - 1 - s->have);
        if (n == 0 || (n < 0 && errno != EAGAIN)) {
            return -1;
        }
        if (n < 0) {
            break;
        }
        s->have += n;
    }
    s->request[s->have] = 0;
    char *end = strstr(s->request, "\r\n\r\n");
    if (!end) {
        return 0;
    }
    char *length = strcasestr(s->request, "content-length:");
    long body = length ? atol(length + 15) : 0;
    if (s->have < end + 4 - s->request + body) {
        return 0;
    }
    char *number = strcasestr(s->request, "x-stream:");
    s->number = number ? atoi(number + 9) : 0;
    s->have = 0;
    return 1;
}

static int put(int fd, const char *bytes, size_t length) {
    ssize_t n = write(fd, bytes, length);
    return n < 0 ? (errno == EAGAIN ? 0 : -1) : (int)n;
}

/* Writes what fits. 1 when all has gone, 0 when the socket is full, -1 when the client has gone. */
static int pump(int fd) {
    struct stream *s = streams[fd];
    while (s->head_left > 0) {
        int n = put(fd, HEAD + sizeof HEAD - 1 - s->head_left, s->head_left);
        if (n <= 0) {
            return n;
        }
        s->head_left -= n;
    }
    long whole = (long)chunk_length * BLOCK_CHUNKS;
    while (s->left > 0) {
        long sent = (chunks * (long)chunk_length - s->left) % chunk_length;
        long length = whole - sent < s->left ? whole - sent : s->left;
        int n = put(fd, block + sent, length);
        if (n <= 0) {
            return n;
        }
        s->left -= n;
    }
    while (s->tail_left > 0) {
        int n = put(fd, tail + tail_length - s->tail_left, s->tail_left);
        if (n <= 0) {
            return n;
        }
        s->tail_left -= n;
    }
    return 1;
}

static void flood_event(int epoll, int fd, uint32_t events) {
    struct stream *s = streams[fd];
    if (!s->sending) {
        int got = take_request(fd);
        if (got < 0 || (events & (EPOLLHUP | EPOLLERR))) {
            drop(epoll, fd);
            return;
        }
        if (!got) {
            return;
        }
        s->sending = 1;
        s->head_left = sizeof HEAD - 1;
        s->left = chunks * (long)chunk_length;
        s->tail_left = tail_length;
    }
    int done = pump(fd);
    if (done < 0) {
        drop(epoll, fd);
        return;
    }
    struct epoll_event e = {.events = done ? EPOLLIN : EPOLLOUT, .data.fd = fd};
    s->sending = !done;
    epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &e);
}

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void send_all(int fd, const char *bytes, int length) {
    while (length > 0) {
        int n = put(fd, bytes, length);
        if (n < 0) {
            return;
        }
        bytes += n;
        length -= n;
    }
}

static void write_log(const char *path, int64_t late_p99, const int64_t *stamps, long total) {
    FILE *log = fopen(path, "wb");
    if (!log || fwrite(&late_p99, sizeof late_p99, 1, log) != 1 ||
        fwrite(stamps, sizeof *stamps, total, log) != (size_t)total || fclose(log)) {
        perror("sender: log");
        exit(1);
    }
}

static void paced_run(const int *fds, int count, double rate, const char *path) {
    long total = chunks * count;
    int64_t *late = malloc(sizeof(int64_t) * total);
    int64_t *stamps = malloc(sizeof(int64_t) * total);
    char mine[512];
    memcpy(mine, chunk, chunk_length);
    for (int i = 0; i < count; i++) {
        send_all(fds[i], HEAD, sizeof HEAD - 1);
    }
    int64_t start = now() + 100000000;
    for (long j = 0; j < total; j++) {
        int64_t due = start + (int64_t)(j * 1e9 / rate);
        if (now() < due) {
            struct timespec at = {due / 1000000000LL, due % 1000000000LL};
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
        }
        char digits[24];
        int64_t stamp = now();
        sprintf(digits, "%019lld", (long long)stamp);
        memcpy(mine + stamp_offset, digits, 19);
        send_all(fds[j % count], mine, chunk_length);
        late[j] = stamp - due;
        stamps[j] = stamp;
    }
    qsort(late, total, sizeof(int64_t), compare);
    write_log(path, late[total * 99 / 100], stamps, total);
    for (int i = 0; i < count; i++) {
        send_all(fds[i], tail, tail_length);
    }
    free(late);
    free(stamps);
}

int main(int argc, char **argv) {
    int paced = argc == 7 && !strcmp(argv[1], "paced");
    if (!paced && argc != 4) {
        fprintf(stderr, "usage: sender flood PORT CHUNKS | paced PORT CHUNKS STREAMS RATE LOG\n");
        return 2;
    }
    chunks = atol(argv[3]);
    int expected = paced ? atoi(argv[4]) : 0;
    double rate = paced ? atof(argv[5]) : 0;
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1);
    prepare();
    int listener = listen_on(atoi(argv[2]));
    int epoll = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
    int *waiting = malloc(sizeof(int) * MAX_FD);
    int count = 0;
    struct epoll_event events[256];
    for (;;) {
        int n = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                accept_all(epoll, listener);
            } else if (!paced) {
                flood_event(epoll, fd, events[i].events);
            } else {
                int got = take_request(fd);
                if (got < 0) {
                    drop(epoll, fd);
                } else if (got && streams[fd]->number < expected) {
                    waiting[streams[fd]->number] = fd;
                    count++;
                }
            }
        }
        if (paced && count == expected) {
            paced_run(waiting, count, rate, argv[6]);
            count = 0;
        }
    }
}
