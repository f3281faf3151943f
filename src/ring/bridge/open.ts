/** Opens the sockets of a bridge. */
import { type Ffi, ffi } from "../../ffi/index.js";
import { Capture } from "../capture/capture.js";
import { Injector } from "../injector/injector.js";
import { closeQueues, openQueues, type QueueSockets } from "../xdp/queue-sockets.js";
import type { XdpSocket } from "../xdp/socket.js";
import { Direction } from "./direction.js";
import {
  type BridgeOptions,
  type BridgeSide,
  checkLink,
  type XdpBridgeOptions,
  type XdpBridgeSide,
} from "./options.js";
import { type BridgeDirectionStatistics, PacketWay } from "./packet-way.js";
import type { Way } from "./way.js";
import { type XdpBridgeDirectionStatistics, XdpWay } from "./xdp-way.js";

/** Room for packets that were merged, or are still to be cut, into 64 KiB; and for the headers before them. */
const FRAME_SIZE = 65 * 1024;
const FRAME_COUNT = 256;
/** For each queue, of AF_XDP. */
const XDP_FRAME_COUNT = 8192;
const TRANSMIT_TIMEOUT_MS = 100;

export interface BridgeParts<Statistics> {
  readonly ffi: Ffi;
  readonly ways: readonly [aToB: Way<Statistics>, bToA: Way<Statistics>];
  close(): void;
}

function sideOf(side: BridgeSide): Exclude<BridgeSide, string | number> {
  return typeof side === "object" ? side : { interface: side };
}

export function openPacketSides(
  a: BridgeSide,
  b: BridgeSide,
  options: BridgeOptions,
): BridgeParts<BridgeDirectionStatistics> {
  const offload = options.offload ?? true;
  const opened: Disposable[] = [];
  const keep = <T extends Disposable>(resource: T): T => {
    opened.push(resource);
    return resource;
  };
  const close = () => {
    for (const resource of opened) resource[Symbol.dispose]();
  };
  try {
    const [captureA, captureB] = ([a, b] as const).map((side, index) => {
      const { interface: name, capture } = sideOf(side);
      const defaults = { preset: "lowLatency", promiscuous: true } as const;
      const own = { cooked: false, ignoreOutgoing: true, virtioHeader: offload };
      const result = keep(Capture.open(name, { ...defaults, ...capture, ...own }));
      checkLink(result, index === 0 ? "a" : "b");
      return result;
    }) as [Capture, Capture];
    const [injectorA, injectorB] = [a, b].map((side) => {
      const { interface: name, injector, capture } = sideOf(side);
      const defaults = {
        frameSizeBytes: FRAME_SIZE,
        frameCount: FRAME_COUNT,
        mode: "messages",
        netns: capture?.netns,
      } as const;
      return keep(Injector.open(name, { ...defaults, ...injector, virtioHeader: offload }));
    }) as [Injector, Injector];
    const { handler, transmitTimeoutMs: timeoutMs = TRANSMIT_TIMEOUT_MS } = options;
    const way = (capture: Capture, injector: Injector, from: "a" | "b") =>
      new PacketWay(capture, injector, new Direction(injector, handler, from, offload), timeoutMs);
    const ways = [way(captureA, injectorB, "a"), way(captureB, injectorA, "b")] as const;
    return { ffi: sideOf(a).capture?.ffi ?? ffi(), ways, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Options that come with the memory: a side that has none of them shares that of the other one. */
const MEMORY = [
  "frameSizeBytes",
  "frameCount",
  "headroomBytes",
  "unalignedChunks",
  "hugePages",
  "copyMode",
  "needWakeup",
] as const;
const NONE = Object.fromEntries(MEMORY.map((option) => [option, undefined]));

function openXdpSide(side: XdpBridgeSide, first: XdpSocket | undefined, sides: number): QueueSockets {
  const { frameCount = XDP_FRAME_COUNT, ...rest } = side.xdp;
  return openQueues(side.interface, { promiscuous: true, ...rest }, "Bridge.open", ([own], queues) => {
    const shared = first ?? own;
    const all = shared?.umem.frameCount ?? frameCount * queues * sides;
    // Half of the frames are for what is on its way out.
    const receiveFrames = Math.max(1, Math.floor(all / (2 * queues * sides)));
    const mode = "both";
    return shared === undefined
      ? { mode, receiveFrames, frameCount: all }
      : { mode, receiveFrames, ...NONE, umem: shared.umem };
  });
}

export function openXdpSides(
  a: XdpBridgeSide,
  b: XdpBridgeSide,
  options: XdpBridgeOptions,
): BridgeParts<XdpBridgeDirectionStatistics> {
  const multiBuffer = a.xdp.multiBuffer ?? false;
  const shares = MEMORY.every((option) => b.xdp[option] === undefined) && (b.xdp.multiBuffer ?? false) === multiBuffer;
  const sideA = openXdpSide(a, undefined, shares ? 2 : 1);
  let sideB: QueueSockets;
  try {
    sideB = openXdpSide(b, shares ? sideA.sockets[0] : undefined, shares ? 2 : 1);
  } catch (error) {
    closeQueues(sideA);
    throw error;
  }
  const { handler, transmitTimeoutMs: timeoutMs = TRANSMIT_TIMEOUT_MS } = options;
  const way = (from: QueueSockets, to: QueueSockets, name: "a" | "b", several: boolean | undefined) =>
    new XdpWay({ from: from.sockets, to: to.sockets, multiBuffer: several === true }, handler, name, timeoutMs);
  return {
    ffi: a.xdp.ffi ?? ffi(),
    ways: [way(sideA, sideB, "a", b.xdp.multiBuffer), way(sideB, sideA, "b", a.xdp.multiBuffer)],
    close() {
      try {
        closeQueues(sideA);
      } finally {
        closeQueues(sideB);
      }
    },
  };
}
