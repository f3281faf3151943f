/*
 * The C side of the AF_XDP benchmark: the same system calls as ringlink makes, by hand.
 *
 *   peer flood IFACE LENGTH SECONDS          sends as fast as sendmmsg can
 *   peer bursts IFACE LENGTH SECONDS         sends 8192 packets every 60 ms
 *   peer send IFACE LENGTH COUNT             sends COUNT packets through AF_XDP
 *   peer sendmmsg IFACE LENGTH COUNT         sends COUNT packets through AF_PACKET and sendmmsg
 *   peer read IFACE MAPFD SECONDS poll|nap|drain WARM
 *     reads queue 0 through AF_XDP for so many seconds, counted from WARM seconds after the first packet. MAPFD: the program's
 *     map, inherited. drain: lets packets gather, and times the loop that reads them
 *
 * Prints one line of JSON. CPU times are user and system time of this process, ns.
 */
#define _GNU_SOURCE
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif

enum { FRAME = 2048, FRAMES = 32768, TX_FRAMES = 4096, TX_RING = 2048, BURST = 256 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e9 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e3;
}

static void make_packet(uint8_t *packet) {
  static const uint8_t header[14] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};
  memcpy(packet, header, sizeof header);
}

static void number(uint8_t *packet, uint32_t n) {
  n = htonl(n);
  memcpy(packet + 14, &n, 4);
}

static int packet_socket(const char *interface) {
  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  int one = 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(interface)};
  if (fd < 0 || bind(fd, (void *)&to, sizeof to)) fail("AF_PACKET");
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  return fd;
}

static void sendmmsg_flood(const char *interface, int length, double seconds, uint64_t count, int bursts) {
  int fd = packet_socket(interface);
  static uint8_t packets[BURST][FRAME];
  static struct iovec iov[BURST];
  static struct mmsghdr messages[BURST];
  for (int i = 0; i < BURST; i++) {
    make_packet(packets[i]);
    iov[i] = (struct iovec){packets[i], length};
    messages[i].msg_hdr.msg_iov = &iov[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  double start = now(), used = cpu();
  uint64_t sent = 0;
  while (count ? sent < count : now() - start < seconds) {
    for (int i = 0; i < BURST; i++) number(packets[i], sent + i);
    int done = sendmmsg(fd, messages, BURST, 0);
    if (done < 0 && errno != ENOBUFS) fail("sendmmsg");
    if (done > 0) sent += done;
    if (bursts && sent % 8192 == 0) usleep(60000);
  }
  printf("{\"packets\":%lu,\"seconds\":%f,\"cpu\":%f}\n", sent, now() - start, cpu() - used);
}

struct ring {
  uint32_t *producer, *consumer, *flags;
  void *entries;
};

static struct ring map_ring(int fd, struct xdp_ring_offset at, size_t bytes, off_t page) {
  uint8_t *base = mmap(0, at.desc + bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, page);
  if (base == MAP_FAILED) fail("mmap");
  return (struct ring){(void *)(base + at.producer), (void *)(base + at.consumer), (void *)(base + at.flags), base + at.desc};
}

static uint8_t *umem;

static int open_xdp(const char *interface, int frames, int rx, int tx, struct xdp_mmap_offsets *offsets) {
  int fd = socket(AF_XDP, SOCK_RAW, 0);
  int fill = rx ? frames : 64, completion = tx ? TX_RING : 64;
  umem = mmap(0, (size_t)frames * FRAME, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(umem, (size_t)frames * FRAME, MADV_HUGEPAGE);
  struct xdp_umem_reg reg = {.addr = (uintptr_t)umem, .len = (uint64_t)frames * FRAME, .chunk_size = FRAME};
  socklen_t size = sizeof *offsets;
  if (fd < 0 || setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &reg, 24)) fail("XDP_UMEM_REG");
  if (setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &fill, 4)) fail("FILL");
  if (setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &completion, 4)) fail("COMPLETION");
  if (rx && setsockopt(fd, SOL_XDP, XDP_RX_RING, &rx, 4)) fail("RX");
  if (tx && setsockopt(fd, SOL_XDP, XDP_TX_RING, &tx, 4)) fail("TX");
  if (getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, offsets, &size)) fail("XDP_MMAP_OFFSETS");
  return fd;
}

static void bind_xdp(int fd, const char *interface) {
  struct sockaddr_xdp to = {.sxdp_family = AF_XDP, .sxdp_flags = XDP_USE_NEED_WAKEUP, .sxdp_ifindex = if_nametoindex(interface)};
  for (int i = 0; bind(fd, (void *)&to, sizeof to); i++) {
    if (errno != EBUSY || i > 1000) fail("bind");
    usleep(2000);
  }
}

static void send_xdp(const char *interface, int length, uint64_t count) {
  struct xdp_mmap_offsets offsets;
  int fd = open_xdp(interface, TX_FRAMES, 0, TX_RING, &offsets);
  int budget = 1024;
  setsockopt(fd, SOL_XDP, 9, &budget, 4); /* XDP_MAX_TX_SKB_BUDGET */
  struct ring tx = map_ring(fd, offsets.tx, TX_RING * 16, XDP_PGOFF_TX_RING);
  struct ring done = map_ring(fd, offsets.cr, TX_RING * 8, XDP_UMEM_PGOFF_COMPLETION_RING);
  bind_xdp(fd, interface);
  static uint32_t free_frames[TX_FRAMES];
  int depth = TX_FRAMES;
  for (int i = 0; i < TX_FRAMES; i++) {
    free_frames[i] = i * FRAME;
    make_packet(umem + i * FRAME);
  }
  struct xdp_desc *descs = tx.entries;
  uint64_t *completed = done.entries;
  double start = now(), used = cpu();
  uint32_t head = 0, tail = 0;
  uint64_t sent = 0;
  while (sent < count || depth < TX_FRAMES) {
    uint32_t available = __atomic_load_n(done.producer, __ATOMIC_ACQUIRE);
    for (; tail != available; tail++) free_frames[depth++] = completed[tail & (TX_RING - 1)];
    __atomic_store_n(done.consumer, tail, __ATOMIC_RELEASE);
    uint32_t room = TX_RING - (head - __atomic_load_n(tx.consumer, __ATOMIC_ACQUIRE));
    int n = 0;
    for (; n < BURST && n < (int)room && depth > 0 && sent < count; n++) {
      uint32_t at = free_frames[--depth];
      number(umem + at, sent++);
      descs[head++ & (TX_RING - 1)] = (struct xdp_desc){.addr = at, .len = length};
    }
    __atomic_store_n(tx.producer, head, __ATOMIC_RELEASE);
    if (head != __atomic_load_n(tx.consumer, __ATOMIC_ACQUIRE)) sendto(fd, 0, 0, MSG_DONTWAIT, 0, 0);
  }
  printf("{\"packets\":%lu,\"seconds\":%f,\"cpu\":%f}\n", sent, now() - start, cpu() - used);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void read_xdp(const char *interface, int map, double seconds, const char *how, double warm) {
  int nap = !strcmp(how, "nap"), drain = !strcmp(how, "drain");
  struct xdp_mmap_offsets offsets;
  int fd = open_xdp(interface, FRAMES, FRAMES, 0, &offsets);
  struct ring rx = map_ring(fd, offsets.rx, FRAMES * 16, XDP_PGOFF_RX_RING);
  struct ring fill = map_ring(fd, offsets.fr, FRAMES * 8, XDP_UMEM_PGOFF_FILL_RING);
  bind_xdp(fd, interface);
  uint64_t *fills = fill.entries;
  struct xdp_desc *descs = rx.entries;
  for (int i = 0; i < FRAMES; i++) fills[i] = (uint64_t)i * FRAME;
  uint32_t filled = FRAMES, position = 0, key = 0, value = fd;
  __atomic_store_n(fill.producer, filled, __ATOMIC_RELEASE);
  union bpf_attr attr = {0};
  attr.map_fd = map;
  attr.key = (uintptr_t)&key;
  attr.value = (uintptr_t)&value;
  if (syscall(SYS_bpf, BPF_MAP_UPDATE_ELEM, &attr, sizeof attr)) fail("BPF_MAP_UPDATE_ELEM");
  printf("ready\n");
  fflush(stdout);
  static uint64_t types[65536];
  uint64_t packets = 0, bytes = 0;
  struct timespec millisecond = {0, 1000000};
  while (__atomic_load_n(rx.producer, __ATOMIC_ACQUIRE) == 0) nanosleep(&millisecond, 0);
  static double walks[65536];
  int walked = 0, gathered = 0, is_warm = 0;
  double start = now(), used = 0;
  struct xdp_statistics s = {0}, before = {0};
  socklen_t size = sizeof s;
  while (now() - start < warm + seconds) {
    if (!is_warm && now() - start >= warm) {
      is_warm = 1;
      packets = 0;
      getsockopt(fd, SOL_XDP, XDP_STATISTICS, &before, &size);
      used = cpu();
    }
    struct pollfd wait = {fd, POLLIN, 0};
    if (gathered) usleep(30000);
    else if (nap || drain) nanosleep(&millisecond, 0);
    else poll(&wait, 1, 100);
    uint32_t available = __atomic_load_n(rx.producer, __ATOMIC_ACQUIRE), waiting = available - position;
    int is_timed = is_warm && gathered && waiting >= 1000;
    gathered = drain && !gathered && waiting > 0;
    if (available == position) continue;
    double begin = drain ? now() : 0;
    for (; position != available; position++) {
      struct xdp_desc *d = &descs[position & (FRAMES - 1)];
      uint8_t *packet = umem + d->addr;
      types[packet[12] << 8 | packet[13]]++;
      bytes += d->len;
      packets++;
      fills[filled++ & (FRAMES - 1)] = d->addr;
    }
    __atomic_store_n(fill.producer, filled, __ATOMIC_RELEASE);
    __atomic_store_n(rx.consumer, position, __ATOMIC_RELEASE);
    if (is_timed && walked < 65536) walks[walked++] = (now() - begin) * 1e9 / waiting;
  }
  used = cpu() - used;
  getsockopt(fd, SOL_XDP, XDP_STATISTICS, &s, &size);
  qsort(walks, walked, sizeof *walks, ascending);
  printf("{\"packets\":%lu,\"bytes\":%lu,\"seconds\":%f,\"cpu\":%f,\"dropped\":%llu,\"ours\":%lu,\"walkNs\":%f}\n", packets, bytes,
         now() - start - warm, used, s.rx_dropped + s.rx_ring_full - before.rx_dropped - before.rx_ring_full, types[0x88b5],
         walked ? walks[walked / 2] : 0);
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  if (!strcmp(argv[1], "flood")) sendmmsg_flood(argv[2], atoi(argv[3]), atof(argv[4]), 0, 0);
  else if (!strcmp(argv[1], "bursts")) sendmmsg_flood(argv[2], atoi(argv[3]), atof(argv[4]), 0, 1);
  else if (!strcmp(argv[1], "sendmmsg")) sendmmsg_flood(argv[2], atoi(argv[3]), 0, strtoull(argv[4], 0, 10), 0);
  else if (!strcmp(argv[1], "send")) send_xdp(argv[2], atoi(argv[3]), strtoull(argv[4], 0, 10));
  else if (!strcmp(argv[1], "read") && argc > 6) read_xdp(argv[2], atoi(argv[3]), atof(argv[4]), argv[5], atof(argv[6]));
  else return 2;
  return 0;
}
