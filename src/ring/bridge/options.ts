/** What Bridge.open may be told. */
import { z } from "zod";
import { checkOptions, OptionError } from "../../options/index.js";
import type { Capture } from "../capture/capture.js";
import type { CaptureOptions } from "../capture/options.js";
import { interfaceName } from "../capture/options.js";
import type { PacketFields } from "../capture/packet.js";
import type { InjectorOptions } from "../injector/options.js";
import { ARPHRD_ETHER } from "../packet/constants.js";

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

const side = z.union([
  interfaceName,
  z.strictObject({
    interface: interfaceName,
    capture: z.looseObject({}).optional(),
    injector: z.looseObject({}).optional(),
  }),
]);

const schema = z.strictObject({
  a: side,
  b: side,
  handler: z.custom<BridgeHandler>((value) => typeof value === "function", "expected a function").optional(),
  offload: z.boolean().optional(),
  transmitTimeoutMs: z.int().min(0).max(60_000).optional(),
});

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
