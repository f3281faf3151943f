// Floods an interface: flood interface=NAME seconds=N [length=64] [rate=0] [cpu=-1] [type=0x800]
// `type` is the EtherType of the frames, which otherwise hold UDP over IPv4: with 0x88b5 nobody takes them.
// Sends frames with sendmmsg, past the qdisc, as fast as it can or `rate` a second, each with a sequence number (u64, little
// endian) at offset 42. Prints one line: frames sent; those that count, seconds and processor seconds for them.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>
#include "common.h"

#define BATCH 256
#define LONGEST 9000

int main(int argc, char **argv) {
  take_options(argc, argv, (const char *const[]){"interface", "seconds", "length", "rate", "cpu", "type", 0});
  double seconds = number("seconds", 0), rate = number("rate", "0");
  unsigned length = number("length", "64");
  int cpu = number("cpu", "-1"), type = number("type", "0x800");
  if (length < 60 || length > LONGEST) return fprintf(stderr, "length is 60 to %d\n", LONGEST), 2;
  if (cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
  if (fd < 0) return perror("socket"), 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(text("interface", 0))};
  if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);

  // Close together, so that all of them stay in the cache.
  uint8_t frame[LONGEST] = "\x02\0\0\0\0\x02\x02\0\0\0\0\x01";
  frame[12] = type >> 8, frame[13] = type;
  frame[14] = 0x45, frame[22] = 64, frame[23] = 17;
  frame[16] = (length - 14) >> 8, frame[17] = length - 14;
  memcpy(frame + 26, "\x0a\0\0\x01\x0a\0\0\x02", 8);
  uint32_t sum = 0;
  for (int k = 14; k < 34; k += 2) sum += frame[k] << 8 | frame[k + 1];
  sum = ~((sum & 0xffff) + (sum >> 16));
  frame[24] = sum >> 8, frame[25] = sum;
  frame[34] = 4000 >> 8, frame[35] = 4000 & 255, frame[36] = 0, frame[37] = 9;
  frame[38] = (length - 34) >> 8, frame[39] = length - 34;
  for (unsigned k = 50; k < length; k++) frame[k] = k;

  // Close together, so that all of them stay in the cache.
  static uint8_t frames[BATCH * (LONGEST + 63)];
  static struct iovec iov[BATCH];
  static struct mmsghdr messages[BATCH];
  unsigned stride = (length + 63) & ~63u;
  for (int i = 0; i < BATCH; i++) {
    iov[i].iov_base = frames + i * stride, iov[i].iov_len = length;
    messages[i].msg_hdr.msg_iov = &iov[i], messages[i].msg_hdr.msg_iovlen = 1;
  }
  uint64_t sent = 0, before = 0;
  double begin = clock_seconds(), counted = begin, cpu0 = cpu_seconds(), t = begin;
  while (t - begin < seconds) {
    int n = BATCH;
    if (rate > 0) {
      double due = rate * (t - begin) - sent;
      if (due < 1) {
        t = clock_seconds();
        continue;
      }
      if (due < n) n = (int)due;
    }
    for (int i = 0; i < n; i++) {
      uint64_t sequence = sent + i;
      uint8_t *data = frames + i * stride;
      if (*data != 2) memcpy(data, frame, length);
      memcpy(data + 42, &sequence, 8);
    }
    int result = sendmmsg(fd, messages, n, 0);
    if (result > 0) sent += result;
    else if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR) return perror("sendmmsg"), 1;
    t = clock_seconds();
    if (before == 0 && sent >= SENT_BEFORE) before = sent, counted = t, cpu0 = cpu_seconds();
  }
  print_sent(sent, before, t - counted, cpu_seconds() - cpu0);
  return 0;
}
