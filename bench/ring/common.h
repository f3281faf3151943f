// What the C programs of this benchmark share: options (NAME=VALUE, in any order), clocks, what is not counted, and the line that
// a program prints at its end.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

// Packets before the processor time, and for senders the rate, begin to count. The same for ringlink (pace.ts): its code is compiled
// meanwhile.
#define READ_BEFORE 200000
#define SENT_BEFORE 100000

static int option_count;
static char **options;

// Text of an option, or what it is when left out; the program ends, with a word about its use, when it must be there.
__attribute__((unused)) static const char *text(const char *name, const char *otherwise) {
  size_t length = strlen(name);
  for (int i = 1; i < option_count; i++)
    if (strncmp(options[i], name, length) == 0 && options[i][length] == '=') return options[i] + length + 1;
  if (otherwise) return otherwise;
  fprintf(stderr, "%s: %s=... is missing\n", options[0], name);
  exit(2);
}

__attribute__((unused)) static double number(const char *name, const char *otherwise) {
  const char *value = text(name, otherwise);
  char *end;
  double found = strtod(value, &end);
  if (*value != 0 && *end == 0) return found;
  fprintf(stderr, "%s: %s=%s is no number\n", options[0], name, value);
  exit(2);
}

// Takes the command line; ends the program when it has something that is not among `known`, a list that ends with 0.
static void take_options(int argc, char **argv, const char *const *known) {
  option_count = argc;
  options = argv;
  for (int i = 1; i < argc; i++) {
    size_t length = strcspn(argv[i], "=");
    int found = 0;
    for (const char *const *name = known; *name; name++)
      if (strlen(*name) == length && strncmp(*name, argv[i], length) == 0 && argv[i][length] == '=') found = 1;
    if (found) continue;
    fprintf(stderr, "%s: %s? there are", argv[0], argv[i]);
    for (const char *const *name = known; *name; name++) fprintf(stderr, " %s=...", *name);
    fputc('\n', stderr);
    exit(2);
  }
}

// Seconds that passed, and seconds of processor time that this process took.
__attribute__((unused)) static double clock_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

__attribute__((unused)) static double cpu_seconds(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

// What a reader found: packets, those that count and their processor time, drops, the median over blocks of the nanoseconds that
// walking one took for each packet (0: not known), and a sum of all that was read, so that none of it can be left out.
__attribute__((unused)) static void print_read(uint64_t packets, uint64_t before, unsigned drops, double cpu, double walk, uint64_t sum) {
  printf("{\"packets\":%llu,\"counted\":%llu,\"drops\":%u,\"cpuNs\":%.0f,\"walkNs\":%.3f,\"check\":%llu}\n", (unsigned long long)packets,
         (unsigned long long)(before ? packets - before : 0), drops, cpu * 1e9, walk, (unsigned long long)sum);
}

__attribute__((unused)) static void print_sent(uint64_t sent, uint64_t before, double seconds, double cpu) {
  printf("{\"packets\":%llu,\"counted\":%llu,\"seconds\":%.6f,\"cpuNs\":%.0f}\n", (unsigned long long)sent,
         (unsigned long long)(before ? sent - before : 0), seconds, cpu * 1e9);
}
