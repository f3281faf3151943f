// Floods an interface: flood INTERFACE SECONDS LENGTH [RATE [CPU [COUNT]]]
// Sends frames of LENGTH bytes with sendmmsg, past the qdisc, as fast as it can or RATE a second, each with a sequence number
// (u64, little endian) at offset 42. Prints one line: frames sent, seconds, CPU seconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 256
#define LONGEST 9000

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
  if (argc < 4) return fprintf(stderr, "flood INTERFACE SECONDS LENGTH [RATE [CPU [COUNT]]]\n"), 2;
  double seconds = atof(argv[2]), rate = argc > 4 ? atof(argv[4]) : 0;
  unsigned length = atoi(argv[3]);
  uint64_t count = argc > 6 ? strtoull(argv[6], 0, 10) : UINT64_MAX;
  if (length < 60 || length > LONGEST) return fprintf(stderr, "LENGTH is 60 to %d\n", LONGEST), 2;
  if (argc > 5 && atoi(argv[5]) >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(atoi(argv[5]), &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
  if (fd < 0) return perror("socket"), 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(argv[1])};
  if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);

  static uint8_t frames[BATCH][LONGEST];
  static struct iovec iov[BATCH];
  static struct mmsghdr messages[BATCH];
  for (int i = 0; i < BATCH; i++) {
    uint8_t *f = frames[i];
    memcpy(f, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0", 14);
    f[14] = 0x45, f[22] = 64, f[23] = 17;
    f[16] = (length - 14) >> 8, f[17] = length - 14;
    memcpy(f + 26, "\x0a\0\0\x01\x0a\0\0\x02", 8);
    uint32_t sum = 0;
    for (int k = 14; k < 34; k += 2) sum += f[k] << 8 | f[k + 1];
    sum = ~((sum & 0xffff) + (sum >> 16));
    f[24] = sum >> 8, f[25] = sum;
    f[34] = 4000 >> 8, f[35] = 4000 & 255, f[36] = 0, f[37] = 9;
    f[38] = (length - 34) >> 8, f[39] = length - 34;
    for (unsigned k = 50; k < length; k++) f[k] = k;
    iov[i].iov_base = f, iov[i].iov_len = length;
    messages[i].msg_hdr.msg_iov = &iov[i], messages[i].msg_hdr.msg_iovlen = 1;
  }
  uint64_t sent = 0;
  double begin = now(), cpu0 = cpu(), t = begin;
  while (sent < count && t - begin < seconds) {
    int n = count - sent < BATCH ? (int)(count - sent) : BATCH;
    if (rate > 0) {
      double due = rate * (t - begin) - sent;
      if (due < 1) {
        t = now();
        continue;
      }
      if (due < n) n = (int)due;
    }
    for (int i = 0; i < n; i++) {
      uint64_t sequence = sent + i;
      memcpy(frames[i] + 42, &sequence, 8);
    }
    int result = sendmmsg(fd, messages, n, 0);
    if (result > 0) sent += result;
    else if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR) return perror("sendmmsg"), 1;
    t = now();
  }
  printf("%llu %.3f %.3f\n", (unsigned long long)sent, now() - begin, cpu() - cpu0);
  return 0;
}
