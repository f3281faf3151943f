/** What Bridge.open may be told. */
import { z } from "zod";
import { checkOptions, OptionError } from "../../options/index.js";
import type { Capture } from "../capture/capture.js";
import type { CaptureOptions } from "../capture/options.js";
import { interfaceName } from "../capture/options.js";
import type { PacketFields } from "../capture/packet.js";
import type { InjectorOptions } from "../injector/options.js";
import { ARPHRD_ETHER } from "../packet/constants.js";
import type { XdpPacketFields } from "../xdp/packet.js";
import type { XdpCaptureOptions } from "../xdp/queue-sockets.js";

/** One of the two interfaces: its name or index, or that with options of its capture and its injector. */
export type BridgeSide =
  | string
  | number
  | {
      readonly interface: string | number;
      readonly capture?: Omit<CaptureOptions, "cooked" | "virtioHeader" | "ignoreOutgoing"> | undefined;
      readonly injector?: Omit<InjectorOptions, "virtioHeader"> | undefined;
    };

/**
 * What becomes of a packet: it goes on, it does not, or these bytes go in its place. A packet may also be written over in its
 * `data` and then forwarded.
 */
export type Verdict = "forward" | "drop" | Uint8Array;

/** Called for every packet, with the side that it came from. The packet is good during the call only. */
export type BridgeHandler = (packet: PacketFields, from: "a" | "b") => Verdict;

export interface BridgeOptions {
  /** What becomes of packets; everything is forwarded by default. */
  readonly handler?: BridgeHandler | undefined;
  /**
   * Whether checksums and segments that are still to be made are left to the interface that sends: right for packets that this
   * machine made itself (containers), and of large merged ones. On by default.
   */
  readonly offload?: boolean | undefined;
  /** How long a packet waits for room at the other side before it is dropped, ms; 100 by default. */
  readonly transmitTimeoutMs?: number | undefined;
}

/**
 * An interface with an AF_XDP socket for each of its queues, and their options. Frames are for each queue, half of them to
 * receive into. A side `b` without options about frames shares the memory of side `a`: packets are not copied then.
 */
export interface XdpBridgeSide {
  readonly interface: string | number;
  readonly xdp: XdpCaptureOptions;
}

/** As a BridgeHandler. */
export type XdpBridgeHandler = (packet: XdpPacketFields, from: "a" | "b") => Verdict;

/** There is no offload: AF_XDP has packets as they are on the wire, and no word about checksums that are still to be made. */
export interface XdpBridgeOptions extends Omit<BridgeOptions, "handler" | "offload"> {
  /** What becomes of packets; everything is forwarded by default. */
  readonly handler?: XdpBridgeHandler | undefined;
}

export function isXdpSide(side: BridgeSide | XdpBridgeSide): side is XdpBridgeSide {
  return typeof side === "object" && side !== null && Object.hasOwn(side, "xdp");
}

const side = z.union([
  interfaceName,
  z.strictObject({
    interface: interfaceName,
    capture: z.looseObject({}).optional(),
    injector: z.looseObject({}).optional(),
  }),
]);

const xdpSide = z.strictObject({ interface: interfaceName, xdp: z.looseObject({}) });

const schema = z.strictObject({
  a: side,
  b: side,
  handler: z.custom<BridgeHandler>((value) => typeof value === "function", "expected a function").optional(),
  offload: z.boolean().optional(),
  transmitTimeoutMs: z.int().min(0).max(60_000).optional(),
});

const xdpSchema = schema.omit({ offload: true }).extend({ a: xdpSide, b: xdpSide });

/** @throws OptionError that names what is wrong */
export function checkXdpBridgeOptions(a: XdpBridgeSide, b: XdpBridgeSide, options: XdpBridgeOptions): void {
  for (const [name, one] of Object.entries({ a, b })) {
    if (!isXdpSide(one)) {
      const reason = "is no AF_XDP side, as the other one is: a bridge has two of one kind";
      throw new OptionError("Bridge.open", [{ option: name, reason }]);
    }
  }
  checkOptions(xdpSchema, { ...options, a, b }, "Bridge.open");
}

/** Options that the bridge itself sets. */
const OWN = { capture: ["cooked", "virtioHeader", "ignoreOutgoing"], injector: ["virtioHeader"] } as const;

/** @throws OptionError that names what is wrong */
export function checkBridgeOptions(a: BridgeSide, b: BridgeSide, options: BridgeOptions): void {
  checkOptions(schema, { ...options, a, b }, "Bridge.open");
  for (const [name, side] of Object.entries({ a, b })) {
    if (typeof side !== "object") continue;
    for (const part of ["capture", "injector"] as const) {
      for (const option of OWN[part]) {
        if (side[part] !== undefined && Object.hasOwn(side[part], option)) {
          throw new OptionError("Bridge.open", [
            { option: `${name}.${part}.${option}`, reason: "is the bridge's to set" },
          ]);
        }
      }
    }
  }
}

/** @throws OptionError for interfaces that are not Ethernet's */
export function checkLink(capture: Capture, name: "a" | "b"): void {
  if (capture.interface.hardwareType === ARPHRD_ETHER) return;
  const reason = `${capture.interface.name} is no Ethernet interface (hardware type ${capture.interface.hardwareType ?? "of any"})`;
  throw new OptionError("Bridge.open", [{ option: name, reason }]);
}
