// Sends through a TX ring (TPACKET_V2), past the qdisc: send-ring interface=NAME seconds=N [length=64] [frames=1024]
// There are so many whole blocks as hold `frames`.
// Prints one line as flood does.
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include "common.h"

// As ringlink lays frames out by default: an odd number of cache lines, and blocks of 64 KiB.
#define FRAME 2112
#define BLOCK 65536
#define EACH (BLOCK / FRAME)
#define BATCH 256

int main(int argc, char **argv) {
  take_options(argc, argv, (const char *const[]){"interface", "seconds", "length", "frames", 0});
  double seconds = number("seconds", 0);
  unsigned length = number("length", "64"), frames = number("frames", "1024");
  frames = (frames + EACH - 1) / EACH * EACH;
  int fd = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V2, one = 1;
  if (fd < 0) return perror("socket"), 1;
  setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version);
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  struct tpacket_req req = {BLOCK, frames / EACH, FRAME, frames};
  if (setsockopt(fd, SOL_PACKET, PACKET_TX_RING, &req, sizeof req) < 0) return perror("PACKET_TX_RING"), 1;
  uint8_t *ring = mmap(0, (size_t)frames / EACH * BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (ring == MAP_FAILED) return perror("mmap"), 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(text("interface", 0))};
  if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
  uint8_t frame[FRAME] = "\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x88\xb5";
  uint64_t head = 0, before = 0;
  double begin = clock_seconds(), counted = begin, cpu0 = cpu_seconds(), t = begin;
  while (t - begin < seconds) {
    int queued = 0;
    for (; queued < BATCH; queued++) {
      struct tpacket2_hdr *h = (void *)(ring + head % frames / EACH * BLOCK + head % frames % EACH * FRAME);
      if (__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & ~0xe0000000u) break;
      uint8_t *data = (uint8_t *)h + 32;
      if (*data != 2) memcpy(data, frame, length);
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
    t = clock_seconds();
    if (before == 0 && head >= SENT_BEFORE) before = head, counted = t, cpu0 = cpu_seconds();
  }
  print_sent(head, before, t - counted, cpu_seconds() - cpu0);
  return 0;
}
