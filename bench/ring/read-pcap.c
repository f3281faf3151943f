// A reader over libpcap that reads the same fields: read-pcap interface=NAME buffer=BYTES timeout=MS
// libpcap is loaded at run time: its headers need not be installed. Output as of read-ring.
#include <dlfcn.h>
#include <poll.h>
#include <sys/time.h>
#include "common.h"

struct header {
  struct timeval ts;
  uint32_t caplen, len;
};
struct stat {
  uint32_t received, dropped, interface_dropped;
};

static uint32_t histogram[65536];
static uint64_t packets, bytes, originals, times;

static void handle(uint8_t *user, const struct header *h, const uint8_t *data) {
  (void)user;
  histogram[data[12] << 8 | data[13]]++;
  bytes += h->caplen;
  originals += h->len;
  times ^= h->ts.tv_sec + h->ts.tv_usec;
  packets++;
}

static void *library;
static void *get(const char *name) {
  void *symbol = dlsym(library, name);
  if (!symbol) exit((fprintf(stderr, "no %s\n", name), 1));
  return symbol;
}

int main(int argc, char **argv) {
  take_options(argc, argv, (const char *const[]){"interface", "buffer", "timeout", 0});
  library = dlopen("libpcap.so.0.8", RTLD_NOW);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 3;
  char error[256];
  void *(*create)(const char *, char *) = get("pcap_create");
  int (*set_snaplen)(void *, int) = get("pcap_set_snaplen");
  int (*set_timeout)(void *, int) = get("pcap_set_timeout");
  int (*set_buffer_size)(void *, int) = get("pcap_set_buffer_size");
  int (*set_precision)(void *, int) = get("pcap_set_tstamp_precision");
  int (*activate)(void *) = get("pcap_activate");
  int (*setnonblock)(void *, int, char *) = get("pcap_setnonblock");
  int (*fileno_)(void *) = get("pcap_get_selectable_fd");
  int (*dispatch)(void *, int, void *, uint8_t *) = get("pcap_dispatch");
  int (*statistics)(void *, struct stat *) = get("pcap_stats");
  void *p = create(text("interface", 0), error);
  if (!p) return fprintf(stderr, "%s\n", error), 1;
  set_snaplen(p, 262144);
  set_timeout(p, number("timeout", 0));
  set_buffer_size(p, number("buffer", 0));
  set_precision(p, 1);
  if (activate(p) < 0) return fprintf(stderr, "pcap_activate failed\n"), 1;
  setnonblock(p, 1, error);
  puts("ready");
  fflush(stdout);
  uint64_t before = 0;
  double begin = 0, end = 0;
  for (;;) {
    struct pollfd f = {fileno_(p), POLLIN, 0};
    if (poll(&f, 1, packets ? 3000 : 20000) <= 0) break;
    if (dispatch(p, -1, handle, 0) < 0) break;
    end = cpu_seconds();
    if (before == 0 && packets >= READ_BEFORE) before = packets, begin = end;
  }
  struct stat s = {0};
  statistics(p, &s);
  print_read(packets, before, s.dropped, end - begin, 0, bytes + originals + times + histogram[0x800]);
  return 0;
}
