export { type CookedPacket, sll2Packet } from "./cooked.js";
export { checkLinkType, dltOf, LinkType, linkTypeOf } from "./link-type.js";
export { MAX_PACKET, type RotateOptions, type WriterInterface, type WriterOptions } from "./options.js";
export type { FileDirection, InterfaceStatistics, PacketHash, StoredPacket, Tag, WritablePacket } from "./packet.js";
export { PacketFile, readPackets, type StoredInterface, type StoredSection } from "./reader.js";
export { PacketWriter, type WritableBatch } from "./writer.js";
