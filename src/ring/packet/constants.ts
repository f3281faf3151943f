// include/uapi/linux/if_packet.h, if_ether.h, if_arp.h, if.h, sockios.h, net_tstamp.h; include/uapi/asm-generic/socket.h

export const SOL_PACKET = 263;

export const PACKET_ADD_MEMBERSHIP = 1;
export const PACKET_RX_RING = 5;
export const PACKET_STATISTICS = 6;
export const PACKET_VERSION = 10;
export const PACKET_TX_RING = 13;
export const PACKET_VNET_HDR = 15;
export const PACKET_TX_TIMESTAMP = 16;
export const PACKET_TIMESTAMP = 17;
export const PACKET_FANOUT = 18;
export const PACKET_QDISC_BYPASS = 20;
export const PACKET_ROLLOVER_STATS = 21;
export const PACKET_FANOUT_DATA = 22;
export const PACKET_IGNORE_OUTGOING = 23;

export const PACKET_MR_PROMISC = 1;

export const PACKET_FANOUT_FLAG_ROLLOVER = 0x1000;
export const PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
export const PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000;
export const PACKET_FANOUT_FLAG_DEFRAG = 0x8000;

export const TPACKET_V2 = 1;
export const TPACKET_V3 = 2;

/** Frames begin at multiples of it. */
export const TPACKET_ALIGNMENT = 16;
/** `struct tpacket2_hdr`, aligned. */
export const TPACKET2_HEADER_SIZE = 32;
/** `struct tpacket3_hdr`, aligned; a sockaddr_ll follows. */
export const TPACKET3_HEADER_SIZE = 48;
/** `struct sockaddr_ll`. */
export const SOCKADDR_LL_SIZE = 20;
/** `struct tpacket_block_desc`. */
export const BLOCK_HEADER_SIZE = 48;

export const TP_STATUS_KERNEL = 0;
export const TP_STATUS_USER = 1;
export const TP_STATUS_AVAILABLE = 0;
export const TP_STATUS_SEND_REQUEST = 1;
export const TP_STATUS_SENDING = 2;
export const TP_STATUS_WRONG_FORMAT = 4;
export const TP_STATUS_BLK_TMO = 32;

export const TP_FT_REQ_FILL_RXHASH = 1;

export const ETH_P_ALL = 3;
/** An Ethernet header without VLAN tags. */
export const ETH_HLEN = 14;
export const VLAN_HLEN = 4;

export const ARPHRD_ETHER = 1;

export const IFF_UP = 1;

export const SIOCGIFFLAGS = 0x8913;
export const SIOCGIFMTU = 0x8921;
export const SIOCGIFHWADDR = 0x8927;
export const SIOCSHWTSTAMP = 0x89b0;

export const SO_REUSEPORT = 15;
export const SO_ERROR = 4;
export const SO_ATTACH_FILTER = 26;
export const SO_DETACH_FILTER = 27;
export const SO_TIMESTAMPING = 37;
export const SO_BUSY_POLL = 46;
export const SO_ATTACH_BPF = 50;
export const SO_PREFER_BUSY_POLL = 69;
export const SO_BUSY_POLL_BUDGET = 70;
export const SO_SNDBUFFORCE = 32;

export const MSG_ERRQUEUE = 0x2000;

export const SOF_TIMESTAMPING_TX_HARDWARE = 1 << 0;
export const SOF_TIMESTAMPING_TX_SOFTWARE = 1 << 1;
export const SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
export const SOF_TIMESTAMPING_SYS_HARDWARE = 1 << 5;
export const SOF_TIMESTAMPING_RAW_HARDWARE = 1 << 6;
export const SOF_TIMESTAMPING_OPT_ID = 1 << 7;
export const SOF_TIMESTAMPING_OPT_TSONLY = 1 << 11;
