/** Which metadata of packets can be had: what the kernel has functions for, and the device's driver answers. */
import { randomInt } from "node:crypto";
import { z } from "zod";
import { codedError, type Ffi, type NetworkNamespace } from "../../ffi/index.js";
import { command, commandOperation } from "../../genl/client/command.js";
import { type Family, familyOf } from "../../genl/client/family.js";
import { CONTROLLER, GetFamily } from "../../genl/client/resolver.js";
import { NetdevDev, NetdevXdpRxMetadata, netdev } from "../../genl/netdev.js";
import { isNetlinkError } from "../../netlink/connection/errors.js";
import { ask } from "../bpf/ask.js";
import { kernelFunctionIds } from "../bpf/btf.js";
import { RX_METADATA_BITS, type RxMetadata, RxMetadataFunction, type RxMetadataProgram } from "../bpf/rx-metadata.js";

const GetDevice = command(netdev, "NETDEV_CMD_DEV_GET", NetdevDev);

const ALL = Object.keys(RxMetadataFunction) as readonly RxMetadata[];

/** Option: `auto`, what there is; a list: these, or none. */
export const wantedMetadata = z.union([z.literal("auto"), z.array(z.enum(ALL))]);
export type WantedMetadata = "auto" | readonly RxMetadata[];

export interface MetadataQuestion {
  readonly ffi: Ffi;
  readonly netns: NetworkNamespace | undefined;
  readonly name: string;
  readonly index: number;
}

/** An error about metadata that there is none of, or not all. */
export function metadataError(device: string, reason: string): Error {
  return codedError("ERR_RINGLINK_METADATA", `RX metadata of ${device}: ${reason}`);
}

/**
 * Bits of what the driver answers; undefined where the kernel does not tell (before Linux 6.7).
 *
 * @throws NetlinkError, SyscallError
 */
export function driverMetadata({ ffi, netns, name: subject, index }: MetadataQuestion): number | undefined {
  const generic = { ffi, netns, subject, protocol: "generic" } as const;
  try {
    const [reply] = ask(commandOperation(GetFamily, CONTROLLER), { familyName: netdev.name }, generic);
    const family: Family | undefined = reply === undefined ? undefined : familyOf(reply);
    if (family === undefined) return undefined;
    const [device] = ask(commandOperation(GetDevice, family), { ifindex: index }, generic);
    return device?.xdpRxMetadataFeatures;
  } catch (error) {
    // ENOENT: no such family.
    if (!isNetlinkError(error, "ENOENT")) throw error;
    return undefined;
  }
}

const DRIVER_BIT: Readonly<Record<RxMetadata, number>> = {
  hash: NetdevXdpRxMetadata.hash,
  timestamp: NetdevXdpRxMetadata.timestamp,
  vlan: NetdevXdpRxMetadata.vlan_tag,
};

/** What a program can write. */
export interface MetadataPlan {
  /** Undefined: nothing. */
  readonly program: RxMetadataProgram | undefined;
  readonly fields: readonly RxMetadata[];
  /** Why there is not everything; of `auto` only. */
  readonly refusal: Error | undefined;
}

/**
 * Looks what there is of the metadata that is wanted.
 *
 * @throws Error (ERR_RINGLINK_METADATA) that says what of a list there is not, and why; Error (ERR_RINGLINK_BTF) where the
 *   kernel does not describe its functions; NetlinkError, SyscallError
 */
export function planMetadata(question: MetadataQuestion, wanted: WantedMetadata): MetadataPlan {
  const fields = wanted === "auto" ? ALL : [...new Set(wanted)];
  const ids = kernelFunctionIds(fields.map((field) => RxMetadataFunction[field].name));
  const answered = driverMetadata(question);
  const functions: Partial<Record<RxMetadata, number>> = {};
  const refusals: string[] = [];
  for (const field of fields) {
    const { name, since } = RxMetadataFunction[field];
    const id = ids.get(name);
    if (id === undefined) refusals.push(`${field}: this kernel has no ${name} (Linux ${since})`);
    else if (answered !== undefined && (answered & DRIVER_BIT[field]) === 0)
      refusals.push(`${field}: the driver has none`);
    else functions[field] = id;
  }
  const refusal = refusals.length === 0 ? undefined : metadataError(question.name, refusals.join("; "));
  if (refusal !== undefined && wanted !== "auto") throw refusal;
  const got = Object.keys(functions) as RxMetadata[];
  // Random: frames may hold what another program has written, or what was sent from them.
  const mark = randomInt(1, 2 ** 28) * (RX_METADATA_BITS + 1);
  return { program: got.length === 0 ? undefined : { functions, mark }, fields: got, refusal };
}
