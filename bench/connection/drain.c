/*
 * Asks for a dump of IPv4 routes or of links and reads it to its end without looking at it: the least that any program has to do.
 * drain routes|links ROUNDS: a line of JSON for each round, times in milliseconds.
 */
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

static double clock_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static char buffer[64 * 1024];

int main(int argc, char **argv)
{
	int links = argc > 1 && strcmp(argv[1], "links") == 0;
	int rounds = argc > 2 ? atoi(argv[2]) : 1;
	int one = 1, size = 1024 * 1024;
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	struct {
		struct nlmsghdr header;
		union {
			struct rtmsg route;
			struct ifinfomsg link;
		} body;
	} request;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	memset(&request, 0, sizeof(request));
	request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request.header.nlmsg_type = links ? RTM_GETLINK : RTM_GETROUTE;
	request.header.nlmsg_len = NLMSG_LENGTH(links ? sizeof(struct ifinfomsg) : sizeof(struct rtmsg));
	if (!links)
		request.body.route.rtm_family = AF_INET;
	for (int i = 0; i < rounds; i++) {
		double wall = clock_ms(CLOCK_MONOTONIC), cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
		long messages = 0;
		int done = 0;

		if (send(fd, &request, request.header.nlmsg_len, 0) < 0)
			return 1;
		while (!done) {
			struct iovec vector = { buffer, sizeof(buffer) };
			struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
			ssize_t left = recvmsg(fd, &message, 0);

			if (left <= 0)
				return 1;
			for (struct nlmsghdr *h = (void *)buffer; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
				if (h->nlmsg_type == NLMSG_ERROR)
					return 1;
				if (h->nlmsg_type == NLMSG_DONE)
					done = 1;
				else
					messages++;
			}
		}
		printf("{\"ms\":%.3f,\"cpuMs\":%.3f,\"count\":%ld}\n", clock_ms(CLOCK_MONOTONIC) - wall,
		       clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu, messages);
	}
	return 0;
}
