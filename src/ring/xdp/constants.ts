// include/uapi/linux/if_xdp.h; include/linux/socket.h; include/uapi/asm-generic/socket.h

export const AF_XDP = 44;
export const SOL_XDP = 283;

export const XDP_SHARED_UMEM = 1;
export const XDP_COPY = 2;
export const XDP_ZEROCOPY = 4;
export const XDP_USE_NEED_WAKEUP = 8;
export const XDP_USE_SG = 16;

export const XDP_MMAP_OFFSETS = 1;
export const XDP_RX_RING = 2;
export const XDP_TX_RING = 3;
export const XDP_UMEM_REG = 4;
export const XDP_UMEM_FILL_RING = 5;
export const XDP_UMEM_COMPLETION_RING = 6;
export const XDP_STATISTICS = 7;
export const XDP_OPTIONS = 8;
/** Linux 6.18. */
export const XDP_MAX_TX_SKB_BUDGET = 9;

export const XDP_UMEM_UNALIGNED_CHUNK_FLAG = 1;
export const XDP_OPTIONS_ZEROCOPY = 1;
export const XDP_RING_NEED_WAKEUP = 1;
/** Option of a descriptor: the packet goes on in the next one. */
export const XDP_PKT_CONTD = 1;

export const XDP_PGOFF_RX_RING = 0;
export const XDP_PGOFF_TX_RING = 0x8000_0000;
export const XDP_UMEM_PGOFF_FILL_RING = 0x1_0000_0000;
export const XDP_UMEM_PGOFF_COMPLETION_RING = 0x1_8000_0000;

export const SOCKADDR_XDP_SIZE = 16;
export const UMEM_REG_SIZE = 32;
export const MMAP_OFFSETS_SIZE = 128;
export const STATISTICS_SIZE = 48;
/** `struct xdp_desc` of the RX and TX rings; FILL and COMPLETION hold 64-bit addresses. */
export const DESCRIPTOR_SIZE = 16;
export const ADDRESS_SIZE = 8;

/** Kept free by the kernel before a received packet, and by the frame's headroom after that. */
export const XDP_PACKET_HEADROOM = 256;

export const SO_PREFER_BUSY_POLL = 69;
export const SO_BUSY_POLL = 46;
export const SO_BUSY_POLL_BUDGET = 70;
