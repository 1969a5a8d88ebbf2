/*
 * The baseline: a reader of the sender's streams that does nothing but find the events' ends.
 * One thread, epoll.
 *
 *   reader flood PORT STREAMS
 *   reader paced PORT STREAMS
 *
 * Prints "chunks CPU_NANOS WALL_NANOS", and paced also "P50 P99" of the nanoseconds from a chunk's
 * stamp to its reading.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER 65536
#define MAX_FD 8192

static char buffer[BUFFER];

/* How far into "\n\r\n0\r\n\r\n" the end of each stream has come: the last five bytes read. */
static char last[MAX_FD][5];
static int last_newline[MAX_FD];

static int64_t clock_nanos(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int open_stream(int port, int number) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || fd >= MAX_FD || connect(fd, (struct sockaddr *)&at, sizeof at)) {
        perror("reader: connect");
        exit(1);
    }
    char request[128];
    int length = sprintf(request,
                         "POST /v1/completions HTTP/1.1\r\nHost: x\r\nX-Stream: %d\r\n"
                         "Content-Length: 2\r\n\r\n{}",
                         number);
    if (write(fd, request, length) != length) {
        perror("reader: write");
        exit(1);
    }
    return fd;
}

static long count_events(int fd, const char *bytes, int length) {
    long events = 0;
    const char *at = bytes;
    const char *end = bytes + length;
    if (last_newline[fd] && length > 0 && bytes[0] == '\n') {
        events++;
        at++;
    }
    for (;;) {
        const char *newline = memchr(at, '\n', end - at);
        if (!newline) {
            break;
        }
        at = newline + 1;
        if (at < end && *at == '\n') {
            events++;
            at++;
        }
    }
    last_newline[fd] = length > 0 && end[-1] == '\n' && at == end && (length < 2 || end[-2] != '\n');
    return events;
}

static void remember_end(int fd, const char *bytes, int length) {
    if (length >= 5) {
        memcpy(last[fd], bytes + length - 5, 5);
    } else {
        memmove(last[fd], last[fd] + length, 5 - length);
        memcpy(last[fd] + 5 - length, bytes, length);
    }
}

static int64_t *delays;
static long delay_count, delay_capacity;

static void note_delays(const char *bytes, int length) {
    int64_t at = clock_nanos(CLOCK_MONOTONIC);
    const char *from = bytes;
    const char *end = bytes + length;
    while ((from = memmem(from, end - from, "t=", 2)) && end - from > 21) {
        if (delay_count == delay_capacity) {
            delay_capacity = delay_capacity ? delay_capacity * 2 : 1 << 20;
            delays = realloc(delays, sizeof(int64_t) * delay_capacity);
        }
        delays[delay_count++] = at - strtoll(from + 2, NULL, 10);
        from += 21;
    }
}

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: reader flood|paced PORT STREAMS\n");
        return 2;
    }
    int paced = !strcmp(argv[1], "paced");
    int streams = atoi(argv[3]);
    int epoll = epoll_create1(0);
    prctl(PR_SET_TIMERSLACK, 1);
    int64_t cpu = clock_nanos(CLOCK_PROCESS_CPUTIME_ID);
    int64_t wall = clock_nanos(CLOCK_MONOTONIC);
    for (int i = 0; i < streams; i++) {
        int fd = open_stream(atoi(argv[2]), i);
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
    }
    long events = 0;
    int open = streams;
    struct epoll_event ready[256];
    while (open > 0) {
        int n = epoll_wait(epoll, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            int length = (int)read(fd, buffer, BUFFER);
            if (length <= 0) {
                fprintf(stderr, "reader: the sender has gone\n");
                return 1;
            }
            if (paced) {
                note_delays(buffer, length);
            }
            events += count_events(fd, buffer, length);
            remember_end(fd, buffer, length);
            if (!memcmp(last[fd], "0\r\n\r\n", 5)) {
                close(fd);
                open--;
            }
        }
    }
    cpu = clock_nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = clock_nanos(CLOCK_MONOTONIC) - wall;
    /* The usage event and [DONE] are not chunks. */
    printf("%ld %lld %lld", events - 2L * streams, (long long)cpu, (long long)wall);
    if (paced && delay_count > 0) {
        qsort(delays, delay_count, sizeof(int64_t), compare);
        printf(" %lld %lld", (long long)delays[delay_count / 2],
               (long long)delays[delay_count * 99 / 100]);
    }
    printf("\n");
    return 0;
}
