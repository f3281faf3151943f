/** Options of rtnl.addresses, and the requests that they become. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import {
  type AddressInput,
  addressBits,
  address as addressOption,
  addressText,
  callOf,
  checkOptions,
  type IpAddress,
  prefix,
} from "../options/index.js";
import { type Address, AddressFlags, AddressProtocol } from "./addr.js";
import { GetAddress } from "./client/operations.js";
import { flagNamesOf, named, problem, u32 } from "./client/option-types.js";
import { type LinkReference, linkReference, type Session, type VerbOptions } from "./client/session.js";
import { type Draft, wholeDraft } from "./client/write.js";
import { RouteScope } from "./constants.js";

/** Flags that a request can set. */
const SETTABLE = {
  nodad: AddressFlags.nodad,
  optimistic: AddressFlags.optimistic,
  homeaddress: AddressFlags.homeaddress,
  managetempaddr: AddressFlags.managetempaddr,
  noprefixroute: AddressFlags.noprefixroute,
  mcautojoin: AddressFlags.mcautojoin,
} as const;

/** A flag that an address can be given. */
export type AddressFlag = keyof typeof SETTABLE;
/** Seconds. */
export type Lifetime = number | "forever";

/** What tells an address of an interface from the others. */
export interface AddressKeyOptions {
  /** `"192.0.2.1/24"`, `"2001:db8::1/64"`. */
  readonly address: AddressInput;
  /** The interface. */
  readonly dev: LinkReference;
  /** The other end of a point-to-point link, with the length of its prefix: `"192.0.2.2/32"`. */
  readonly peer?: AddressInput | undefined;
  /** Bits of the prefix, for an address given as bytes. */
  readonly prefixlen?: number | undefined;
  /** IPv4: a name for it, `"eth0:1"`, at most 15 bytes. */
  readonly label?: string | undefined;
}

export interface AddressOptions extends AddressKeyOptions {
  /** IPv4; `"+"` has all bits of the host part set, `"-"` none. */
  readonly broadcast?: AddressInput | undefined;
  /** Where it is valid; `host` for loopback addresses and `universe` for others by default. IPv6 goes by the address. */
  readonly scope?: AddressScope | undefined;
  /** How long the address stays; for ever by default. */
  readonly validLft?: Lifetime | undefined;
  /** How long it is chosen as a source, at most `validLft`, which it is by default. */
  readonly preferredLft?: Lifetime | undefined;
  readonly flags?: readonly AddressFlag[] | undefined;
  /** Metric of the route to the prefix. */
  readonly metric?: number | undefined;
  /** Who made it; Linux 5.18. */
  readonly proto?: AddressProtocol | number | undefined;
}

/** Where an address is valid; `global`, as `ip` calls it, is `universe`. */
export type AddressScope = RouteScope | "global" | number;
/** Address family by name. */
export type AddressFamilyName = "inet" | "inet6";

export const scopeOption = named({ ...RouteScope, global: RouteScope.universe }, 255, "scope");
/** IFA_LABEL, bytes without the NUL: IFNAMSIZ less one. */
export const labelOption = z.string().min(1).max(15);

const FOREVER = 0xffff_ffff;
const lifetime = z.union([z.literal("forever").transform(() => FOREVER), u32]);

const key = {
  address: prefix,
  dev: linkReference,
  peer: prefix.optional(),
  prefixlen: z.int().min(0).max(128).optional(),
  label: labelOption.optional(),
};

/** The check of `AddressKeyOptions`. */
const keyCheck = z.strictObject(key);

/** The check of `AddressOptions`. */
const optionsCheck = z.strictObject({
  ...key,
  broadcast: z.union([z.literal("+"), z.literal("-"), addressOption]).optional(),
  scope: scopeOption.optional(),
  validLft: lifetime.optional(),
  preferredLft: lifetime.optional(),
  flags: flagNamesOf(SETTABLE, "flag").optional(),
  metric: u32.optional(),
  proto: named(AddressProtocol, 255, "protocol").optional(),
});

type CheckedAddress = z.output<typeof keyCheck> & Partial<z.output<typeof optionsCheck>>;

/** The body of RTM_NEWADDR and RTM_DELADDR. */
export type AddressRequest = Input<typeof Address>;

/** Bits of the prefix; undefined when nobody gave them. @throws OptionError for what makes no sense together */
function lengthOf(options: CheckedAddress, call: string): number | undefined {
  checkTogether(options, call);
  const { address, peer, prefixlen } = options;
  const given = peer === undefined ? address : peer;
  if (prefixlen === undefined) return peer !== undefined || given.explicit ? given.length : undefined;
  if (given.explicit && prefixlen !== given.length) {
    throw problem(
      call,
      "prefixlen",
      `is ${prefixlen}, and the ${peer === undefined ? "address" : "peer"} says ${given.length}`,
    );
  }
  if (prefixlen > addressBits(given.family)) {
    throw problem(call, "prefixlen", `expected at most ${addressBits(given.family)} bits, got ${prefixlen}`);
  }
  return prefixlen;
}

function broadcastOf({ bytes }: IpAddress, length: number, sign: "+" | "-"): Uint8Array {
  return bytes.map((byte, i) => {
    const mask = 0xff >> Math.min(Math.max(length - 8 * i, 0), 8);
    return sign === "+" ? byte | mask : byte & ~mask;
  });
}

function checkTogether(options: CheckedAddress, call: string): void {
  const { address, peer, label, broadcast, validLft = FOREVER, preferredLft = 0 } = options;
  if (peer !== undefined && peer.family !== address.family)
    throw problem(call, "peer", `is no ${address.family} address`);
  if (typeof broadcast === "object" && broadcast.family !== address.family) {
    throw problem(call, "broadcast", `is no ${address.family} address`);
  }
  if (address.family === "inet6") {
    if (label !== undefined) throw problem(call, "label", "only IPv4 addresses have one");
    if (broadcast !== undefined) throw problem(call, "broadcast", "IPv6 has no broadcast");
  }
  if (preferredLft > validLft)
    throw problem(call, "preferredLft", `${preferredLft} s are more than validLft, ${validLft} s`);
}

/** `"192.0.2.1/24 dev eth0"`. */
function subjectOf(local: string, length: number | undefined, dev: LinkReference): string {
  return `${local}${length === undefined ? "" : `/${length}`} dev ${dev}`;
}

/** The request that adds an address. @throws OptionError */
export function draft(options: AddressOptions, call: string, i?: number): Draft<AddressRequest> {
  const checked = checkOptions(optionsCheck, options, call, i);
  const length = lengthOf(checked, callOf(call, i));
  const { address, peer, dev, label, broadcast, scope, validLft, flags, metric, proto } = checked;
  const preferredLft = checked.preferredLft ?? validLft;
  const isLoopback = address.family === "inet" && address.bytes[0] === 127;
  const prefixlen = length ?? addressBits(address.family);
  return {
    devices: [dev],
    subject: subjectOf(addressText(address), length, dev),
    build: (indexOf) => ({
      family: address.family,
      prefixlen,
      index: indexOf(dev),
      local: address.bytes,
      label,
      address: (peer ?? address).bytes,
      broadcast: typeof broadcast === "string" ? broadcastOf(peer ?? address, prefixlen, broadcast) : broadcast?.bytes,
      scope: scope ?? (isLoopback ? RouteScope.host : RouteScope.universe),
      ifaFlags: flags === undefined ? 0 : flags & 0xff,
      flags,
      cacheinfo:
        validLft === undefined && preferredLft === undefined
          ? undefined
          : { valid: validLft ?? FOREVER, prefered: preferredLft ?? FOREVER },
      rtPriority: metric,
      proto,
    }),
  };
}

/** Bits of the prefixes of all IPv6 addresses, by index and address. */
async function inet6Lengths(session: Session, wait: VerbOptions): Promise<Map<string, number>> {
  const all = await session.list({ operation: GetAddress, value: { family: "inet6" } }, wait);
  return new Map(all.map(({ index, local, address, prefixlen }) => [`${index} ${local ?? address}`, prefixlen]));
}

/** The request that deletes an address. @throws OptionError */
export function deletion(options: AddressKeyOptions, call: string, i?: number): Draft<AddressRequest> {
  const checked = checkOptions(keyCheck, options, call, i);
  const length = lengthOf(checked, callOf(call, i));
  const { address, peer, dev, label } = checked;
  const text = addressText(address);
  return {
    devices: [dev],
    subject: subjectOf(text, length, dev),
    build: async (indexOf, once) => {
      const index = indexOf(dev);
      const request = { family: address.family, index, local: address.bytes, label };
      if (length !== undefined) return { ...request, prefixlen: length, address: (peer ?? address).bytes };
      // Without IFA_ADDRESS the kernel goes by the local address alone; IPv6 compares the length in any case.
      const lengths = address.family === "inet6" ? await once(inet6Lengths) : undefined;
      return { ...request, prefixlen: lengths?.get(`${index} ${text}`) ?? addressBits(address.family) };
    },
  };
}

/** The request that deletes what `list` gave. */
export function deletionOf({ family, prefixlen, index, local, address, label }: Address): Draft<AddressRequest> {
  const subject = subjectOf(`${local ?? address}`, prefixlen, index);
  return wholeDraft(subject, { family, prefixlen, index, local, address, label });
}
