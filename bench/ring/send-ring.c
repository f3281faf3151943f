// Sends through a TX ring (TPACKET_V2), past the qdisc: send-ring INTERFACE SECONDS LENGTH FRAMES
// Prints one line as flood does: frames sent, seconds, CPU seconds.
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define FRAME 2048
#define BATCH 256

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
  if (argc < 5) return fprintf(stderr, "send-ring INTERFACE SECONDS LENGTH FRAMES\n"), 2;
  double seconds = atof(argv[2]);
  unsigned length = atoi(argv[3]), frames = atoi(argv[4]);
  int fd = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V2, one = 1;
  if (fd < 0) return perror("socket"), 1;
  setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version);
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  struct tpacket_req req = {65536, frames / 32, FRAME, frames};
  if (setsockopt(fd, SOL_PACKET, PACKET_TX_RING, &req, sizeof req) < 0) return perror("PACKET_TX_RING"), 1;
  uint8_t *ring = mmap(0, (size_t)frames * FRAME, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (ring == MAP_FAILED) return perror("mmap"), 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(argv[1])};
  if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
  uint8_t frame[FRAME] = "\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0";
  uint64_t head = 0;
  double begin = now(), cpu0 = cpu();
  while (now() - begin < seconds) {
    int queued = 0;
    for (; queued < BATCH; queued++) {
      struct tpacket2_hdr *h = (void *)(ring + head % frames * FRAME);
      if (__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & ~0xe0000000u) break;
      uint8_t *data = (uint8_t *)h + 32;
      memcpy(data, frame, length);
      memcpy(data + 42, &head, 8);
      h->tp_len = length;
      __atomic_store_n(&h->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
      head++;
    }
    if (send(fd, 0, 0, MSG_DONTWAIT) < 0 && errno != EAGAIN && errno != ENOBUFS) return perror("send"), 1;
    if (queued == 0) {
      struct pollfd p = {fd, POLLOUT, 0};
      poll(&p, 1, 1);
    }
  }
  printf("%llu %.3f %.3f\n", (unsigned long long)head, now() - begin, cpu() - cpu0);
  return 0;
}
