// LINKTYPE_LINUX_SLL2: what packets of all kinds of interfaces have in a file in place of their link-layer headers.
import type { Tag, WritablePacket } from "./packet.js";

/** A packet that begins at its network layer, and what the kernel told about the rest. */
export interface CookedPacket {
  readonly timestampNs: bigint;
  readonly data: Uint8Array;
  readonly originalLength: number;
  /** EtherType. */
  readonly protocol: number;
  readonly interfaceIndex: number;
  /** ARPHRD_* of the interface. */
  readonly hardwareType: number;
  readonly direction: string | number;
  /** The sender's, eight bytes of it at most. */
  readonly linkLayerAddress: Uint8Array;
  readonly vlan: Tag | undefined;
}

/** sll_pkttype by name. */
const TYPES: readonly (string | number)[] = ["host", "broadcast", "multicast", "otherHost", "outgoing"];

const HEADER = 20;
const TAG = 4;

/** A cooked packet as files of link type `linuxSll2` hold it: a header of 20 bytes before the data, a VLAN tag in between. */
export function sll2Packet(packet: CookedPacket): WritablePacket {
  const { data, direction, linkLayerAddress, vlan, protocol } = packet;
  const start = vlan === undefined ? HEADER : HEADER + TAG;
  const bytes = new Uint8Array(start + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, vlan?.tpid ?? protocol);
  view.setUint32(4, packet.interfaceIndex);
  view.setUint16(8, packet.hardwareType);
  const type = TYPES.indexOf(direction);
  view.setUint8(10, type >= 0 ? type : Number(direction) || 0);
  view.setUint8(11, linkLayerAddress.length);
  bytes.set(linkLayerAddress.subarray(0, 8), 12);
  if (vlan !== undefined) {
    view.setUint16(HEADER, vlan.tci);
    view.setUint16(HEADER + 2, protocol);
  }
  bytes.set(data, start);
  return {
    timestampNs: packet.timestampNs,
    data: bytes,
    originalLength: packet.originalLength + start,
    direction,
  };
}
