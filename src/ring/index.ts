export * as bpf from "./bpf/index.js";
export { Bridge, type BridgeStatistics } from "./bridge/bridge.js";
export type { DirectionCounters } from "./bridge/direction.js";
export type {
  BridgeHandler,
  BridgeOptions,
  BridgeSide,
  Verdict,
  XdpBridgeHandler,
  XdpBridgeOptions,
  XdpBridgeSide,
} from "./bridge/options.js";
export type { BridgeDirectionStatistics } from "./bridge/packet-way.js";
export type { XdpBridgeDirectionStatistics } from "./bridge/xdp-way.js";
export { Batch, PacketCursor } from "./capture/batch.js";
export { Capture } from "./capture/capture.js";
export { FanoutMode } from "./capture/fanout.js";
export { type CaptureOptions, CapturePresets, type FanoutOptions, type FilterProgram } from "./capture/options.js";
export {
  type CapturedPacket,
  Packet,
  type PacketDescription,
  type PacketFields,
  VIRTIO_HEADER_SIZE,
  type VlanTag,
} from "./capture/packet.js";
export type { CaptureCounters, CaptureStatistics } from "./capture/statistics.js";
export * from "./filter/index.js";
export { type FlushResult, Injector, type InjectorStatistics } from "./injector/injector.js";
export type { InjectorOptions } from "./injector/options.js";
export type { Slot } from "./injector/slot.js";
export type { TransmitTimestamp } from "./injector/timestamps.js";
export type { NetworkInterface } from "./packet/network-interface.js";
export { type PacketDirection, PacketStatus, packetStatusNames, type TimestampClock } from "./packet/status.js";
export * from "./pcap/index.js";
export type { WaitOptions } from "./readiness.js";
export * from "./xdp/index.js";
