export const HELP = `Captures packets, shows one line for each or writes them to a file, and reads such files.

Usage: capture.ts -i INTERFACE [options] [FILTER…]
       capture.ts -r FILE [options] [FILTER…]

FILTER is an expression of pcap-filter(7): udp port 53, host 192.0.2.1 and not tcp. libpcap compiles it.

Where packets come from:
  -i INTERFACE        a network interface, or any
  -r FILE             a pcapng or pcap file; - for standard input
  -p                  only packets that are meant for this machine (no promiscuous mode)
  -s BYTES            how much is kept of each packet; 262144 by default
  --fanout MODE[:GROUP][,OPTION…]
                      shares the packets with the other sockets of the group: hash, loadBalance, cpu, rollover,
                      random or queueMapping; options are rollover, defragment and ignoreOutgoing
  --xdp               takes the packets of all queues through AF_XDP, before the network stack, which does not see
                      them any more: not for the interface that you are logged in through. The filter runs in
                      this program, and times are those of reading. VLAN tags that the device takes out are
                      put back where the driver tells them (Linux 6.8)
  --preset NAME       size of the ring: default, highThroughput, lowLatency, lowMemory, jumbo
  --netns NAME        network namespace of the interface: a name, or a path

What becomes of them:
  -c COUNT            ends after so many
  -w FILE             writes them, nanoseconds and all: pcapng, or pcap where the name ends in .pcap; - for
                      standard output. With -G the name may have the conversions of strftime(3)
  --format FORMAT     pcapng or pcap
  -C MEGABYTES        goes on in another file before one gets longer than so many million bytes
  -G SECONDS          goes on in another file after so many seconds, by the packets' times
  -W COUNT            files in all with -C or -G; after them the first one is overwritten
  -U                  writes packets to the file as they come, not when there are many
  --print             shows them as well as writing them
  -e                  shows link-layer addresses
  -t, -tt             no times; seconds since 1970
  -x                  shows the packets' bytes, too

  -d                  prints the compiled filter and ends
  --help, --version

Ends at an interrupt (Ctrl-C), and says then how many packets were captured, received and dropped. On a terminal,
-w shows counters as it goes. Wrong use gives status 2.

Examples:
  capture.ts -i eth0 udp port 53
  capture.ts -i any -c 100 -w first.pcapng
  capture.ts -i eth0 -w /var/tmp/%H%M%S.pcapng -G 3600 -W 24
  capture.ts -r first.pcapng -e not arp
`;
