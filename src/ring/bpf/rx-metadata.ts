// include/net/xdp.h: XDP_METADATA_KFUNC_xxx, enum xdp_rss_hash_type
import { constants } from "../../codec/index.js";
import type { Source } from "./assemble.js";
import {
  alu,
  call,
  callKernelFunction,
  jumpIf,
  label,
  load,
  mov,
  type Register,
  r0,
  r1,
  r2,
  r3,
  r4,
  r6,
  r7,
  r10,
  store,
  w0,
} from "./instruction.js";
import type { Size } from "./opcodes.js";

/** What a driver may know of a received packet. */
export type RxMetadata = "hash" | "timestamp" | "vlan";

/** The kernel's function that asks the driver for it, and the first Linux that has it. */
export const RxMetadataFunction: Readonly<Record<RxMetadata, { readonly name: string; readonly since: string }>> = {
  hash: { name: "bpf_xdp_metadata_rx_hash", since: "6.3" },
  timestamp: { name: "bpf_xdp_metadata_rx_timestamp", since: "6.3" },
  vlan: { name: "bpf_xdp_metadata_rx_vlan_tag", since: "6.8" },
};

/**
 * Bits of a hash's type: the protocols that went into it. `l3_dynhdr` are IPv4 options or IPv6 extension headers, `l4` the
 * ports or what the protocol has in their place. None are set where the driver does not tell.
 */
export const XdpRssType = constants("XDP_RSS_", {
  l3_ipv4: 1,
  l3_ipv6: 2,
  l3_dynhdr: 4,
  l4: 8,
  l4_tcp: 16,
  l4_udp: 32,
  l4_sctp: 64,
  l4_ipsec: 128,
  l4_icmp: 256,
});

/** What a program writes before packets, so that their readers know it for what it is. */
export interface RxMetadataProgram {
  /** BTF ids of the functions to call, `kernelFunctionIds`. */
  readonly functions: Readonly<Partial<Record<RxMetadata, number>>>;
  /** A positive number of 31 bits, the low three of them zero: tells this program's metadata from other bytes. */
  readonly mark: number;
}

/** Bytes of the metadata. They end where the packet begins. */
export const RX_METADATA_SIZE = 24;

/** Where in them things are; in the machine's byte order but for the TPID, which is in network byte order. */
export const RxMetadataOffset = { timestamp: 0, hash: 8, hashType: 12, vlanTpid: 16, vlanTci: 18, mark: 20 } as const;

/** Bits beside the mark: what the driver had. */
export const RxMetadataBit: Readonly<Record<RxMetadata, number>> = { hash: 1, timestamp: 2, vlan: 4 };
export const RX_METADATA_BITS = 7;

/** struct xdp_md */
const DATA = 0;
const DATA_META = 8;

/** Values that a function writes: where, and their size. Function by function in the order of its arguments. */
const VALUES: Readonly<Record<RxMetadata, readonly (readonly [at: number, size: Size])[]>> = {
  hash: [
    [RxMetadataOffset.hash, "u32"],
    [RxMetadataOffset.hashType, "u32"],
  ],
  timestamp: [[RxMetadataOffset.timestamp, "u64"]],
  vlan: [
    [RxMetadataOffset.vlanTpid, "u16"],
    [RxMetadataOffset.vlanTci, "u16"],
  ],
};

/** The metadata is made on the stack, at its end. */
const stackAt = (at: number): number => at - RX_METADATA_SIZE;

/** Calls one function; its bit is set in r7 when it had an answer. */
function ask(what: RxMetadata, id: number): Source {
  const values = VALUES[what];
  const without = `without_${what}`;
  const argument = (to: Register, at: number): Source => [mov(to, r10), alu(to, "+=", stackAt(at))];
  return [
    mov(r1, r6),
    values.map(([at], index) => argument(index === 0 ? r2 : r3, at)),
    callKernelFunction(id),
    jumpIf(w0, "!=", 0, without),
    // Drivers say 0 for a packet without a hardware timestamp.
    what === "timestamp"
      ? [load(r1, "u64", r10, stackAt(RxMetadataOffset.timestamp)), jumpIf(r1, "==", 0, without)]
      : [],
    alu(r7, "|=", RxMetadataBit[what]),
    label(without),
  ];
}

/**
 * Writes metadata before the packet and goes on at the label `done`. Takes the context in r6, uses r7. Goes there without
 * writing any where the driver has no place for metadata, and where there is other before the packet, of a device that it
 * came from. At `noRoom` it goes on where the packet is too close to its buffer's beginning: handed on without metadata, it
 * might get into a frame that has an older packet's.
 */
export function writeRxMetadata({ functions, mark }: RxMetadataProgram, done: string, noRoom: string): Source {
  const asked = (Object.keys(VALUES) as RxMetadata[]).filter((what) => functions[what] !== undefined);
  if (!Number.isInteger(mark) || mark <= 0 || mark > 0x7fff_ffff || (mark & RX_METADATA_BITS) !== 0) {
    throw new RangeError(`mark is a positive number of 31 bits, the low three of them zero: ${mark}`);
  }
  if (asked.length === 0) throw new RangeError("metadata: no function to ask");
  const values = asked.flatMap((what) => VALUES[what]);
  return [
    load(r2, "u32", r6, DATA_META),
    load(r3, "u32", r6, DATA),
    // Beyond the packet's beginning: the driver has no place.
    jumpIf(r2, ">", r3, done),
    jumpIf(r2, "<", r3, done),
    // The verifier wants memory that is given to functions to be written before.
    [0, 8, 16].map((at) => store("u64", r10, stackAt(at), 0)),
    mov(r7, mark),
    asked.map((what) => ask(what, functions[what]!)),
    mov(r1, r6),
    mov(r2, -RX_METADATA_SIZE),
    call("xdp_adjust_meta"),
    jumpIf(r0, "!=", 0, noRoom),
    load(r2, "u32", r6, DATA_META),
    load(r3, "u32", r6, DATA),
    mov(r1, r2),
    alu(r1, "+=", RX_METADATA_SIZE),
    jumpIf(r1, ">", r3, noRoom),
    values.map(([at, size]) => [load(r4, size, r10, stackAt(at)), store(size, r2, at, r4)]),
    store("u32", r2, RxMetadataOffset.mark, r7),
  ];
}
