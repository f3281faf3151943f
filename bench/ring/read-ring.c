// A hand-written reader of a TPACKET_V3 ring: read-ring interface=NAME blocksize=BYTES blocks=N timeout=MS
// Says "ready", counts until no packet comes for three seconds, and prints one line of JSON.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include "common.h"

static uint32_t histogram[65536];
static uint64_t bytes, originals, times;
#define BLOCKS_KEPT 100000
static double walks[BLOCKS_KEPT];

static int compare(const void *a, const void *b) {
  double x = *(double *)a, y = *(double *)b;
  return x < y ? -1 : x > y;
}

__attribute__((noinline)) static void walk(struct tpacket_block_desc *block) {
  uint32_t n = block->hdr.bh1.num_pkts;
  struct tpacket3_hdr *p = (void *)((uint8_t *)block + block->hdr.bh1.offset_to_first_pkt);
  for (uint32_t i = 0; i < n; i++) {
    uint8_t *data = (uint8_t *)p + p->tp_mac;
    histogram[data[12] << 8 | data[13]]++;
    bytes += p->tp_snaplen;
    originals += p->tp_len;
    times ^= p->tp_sec + p->tp_nsec;
    p = (void *)((uint8_t *)p + p->tp_next_offset);
  }
}

int main(int argc, char **argv) {
  take_options(argc, argv, (const char *const[]){"interface", "blocksize", "blocks", "timeout", 0});
  unsigned size = number("blocksize", 0), count = number("blocks", 0), timeout = number("timeout", 0);
  int fd = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V3;
  if (fd < 0) return perror("socket"), 1;
  setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version);
  struct tpacket_req3 req = {size, count, 2048, size / 2048 * count, timeout, 0, TP_FT_REQ_FILL_RXHASH};
  if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &req, sizeof req) < 0) return perror("PACKET_RX_RING"), 1;
  uint8_t *ring = mmap(0, (size_t)size * count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (ring == MAP_FAILED) return perror("mmap"), 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex(text("interface", 0))};
  if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
  puts("ready");
  fflush(stdout);
  uint64_t packets = 0, before = 0;
  unsigned next = 0, blocks = 0;
  double begin = 0, end = 0;
  for (;;) {
    struct tpacket_block_desc *block = (void *)(ring + (size_t)next * size);
    if (!(__atomic_load_n(&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
      struct pollfd p = {fd, POLLIN, 0};
      if (poll(&p, 1, packets ? 3000 : 20000) <= 0) break;
      continue;
    }
    double t = clock_seconds();
    walk(block);
    unsigned n = block->hdr.bh1.num_pkts;
    if (blocks < BLOCKS_KEPT && n >= 100) walks[blocks++] = (clock_seconds() - t) * 1e9 / n;
    packets += n;
    __atomic_store_n(&block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
    next = (next + 1) % count;
    end = cpu_seconds();
    if (before == 0 && packets >= READ_BEFORE) before = packets, begin = end;
  }
  struct tpacket_stats_v3 stats = {0};
  socklen_t length = sizeof stats;
  getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &length);
  qsort(walks, blocks, sizeof *walks, compare);
  print_read(packets, before, stats.tp_drops, end - begin, blocks ? walks[blocks / 2] : 0, bytes + originals + times + histogram[0x800]);
  return 0;
}
