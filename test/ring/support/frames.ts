/** Ethernet frames with UDP in them, whose bytes tell whether they arrived whole. */

export interface FrameOptions {
  /** Of the whole frame, tags included; 64 by default. */
  readonly length?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Last byte of the addresses 10.0.0.x. */
  readonly source?: number;
  readonly destination?: number;
  readonly vlan?: { readonly tpid: number; readonly tci: number };
  readonly destinationMac?: readonly number[];
}

/** Offset of the sequence number in a frame without a tag. */
export const SEQUENCE_AT = 42;

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** A frame from 02:…:01 to 02:…:02. The bytes behind its number follow from the number. */
export function frame(sequence: number, options: FrameOptions = {}): Uint8Array<ArrayBuffer> {
  const { length = 64, sourcePort = 4000, destinationPort = 9, source = 1, destination = 2, vlan } = options;
  const tag = vlan === undefined ? [] : [vlan.tpid >>> 8, vlan.tpid & 255, vlan.tci >>> 8, vlan.tci & 255];
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set([...(options.destinationMac ?? [2, 0, 0, 0, 0, 2]), 2, 0, 0, 0, 0, 1, ...tag, 8, 0]);
  const ip = 14 + tag.length;
  bytes.set([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, source, 10, 0, 0, destination], ip);
  view.setUint16(ip + 2, length - ip);
  view.setUint16(ip + 10, checksum(bytes.subarray(ip, ip + 20)));
  view.setUint16(ip + 20, sourcePort);
  view.setUint16(ip + 22, destinationPort);
  view.setUint16(ip + 24, length - ip - 20);
  view.setUint32(ip + 28, sequence);
  for (let i = ip + 32; i < length; i++) bytes[i] = (sequence + i) & 255;
  return bytes;
}

/** The number of a frame without a tag. */
export function sequenceOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(SEQUENCE_AT);
}
