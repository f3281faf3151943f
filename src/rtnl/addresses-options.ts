/** Options of rtnl.addresses, and the requests that they become. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import {
  type AddressInput,
  addressBits,
  address as addressOption,
  addressText,
  type IpAddress,
  OptionError,
  prefix,
} from "../options/index.js";
import { type Address, AddressFlags, AddressProtocol } from "./addr.js";
import { flagNamesOf, named, u32 } from "./client/option-types.js";
import { type LinkReference, linkReference } from "./client/session.js";
import type { Draft } from "./client/write.js";
import { AddressFamily, RouteScope } from "./constants.js";

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
  readonly scope?: RouteScope | number | undefined;
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

/** Address family by name. */
export type AddressFamilyName = "inet" | "inet6";

export const familyOption = z.enum(["inet", "inet6"]);
export const scopeOption = named(RouteScope, 255, "scope");
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
export const keyCheck = z.strictObject(key);

/** The check of `AddressOptions`. */
export const optionsCheck = z.strictObject({
  ...key,
  broadcast: z.union([z.literal("+"), z.literal("-"), addressOption]).optional(),
  scope: scopeOption.optional(),
  validLft: lifetime.optional(),
  preferredLft: lifetime.optional(),
  flags: flagNamesOf(SETTABLE, "flag").optional(),
  metric: u32.optional(),
  proto: named(AddressProtocol, 255, "protocol").optional(),
});

export type CheckedAddress = z.output<typeof keyCheck> & Partial<z.output<typeof optionsCheck>>;

/** The body of RTM_NEWADDR and RTM_DELADDR. */
export type AddressRequest = Input<typeof Address>;

function refuse(call: string, option: string, reason: string): never {
  throw new OptionError(call, [{ option, reason }]);
}

/** Bits of the prefix; undefined when nobody gave them. */
function lengthOf({ address, peer, prefixlen }: CheckedAddress, call: string): number | undefined {
  const given = peer === undefined ? address : peer;
  if (prefixlen === undefined) return peer !== undefined || given.explicit ? given.length : undefined;
  if (given.explicit && prefixlen !== given.length) {
    refuse(
      call,
      "prefixlen",
      `is ${prefixlen}, and the ${peer === undefined ? "address" : "peer"} says ${given.length}`,
    );
  }
  if (prefixlen > addressBits(given.family)) {
    refuse(call, "prefixlen", `expected at most ${addressBits(given.family)} bits, got ${prefixlen}`);
  }
  return prefixlen;
}

function broadcastOf({ bytes }: IpAddress, length: number, sign: "+" | "-"): Uint8Array {
  return bytes.map((byte, i) => {
    const mask = 0xff >> Math.min(Math.max(length - 8 * i, 0), 8);
    return sign === "+" ? byte | mask : byte & ~mask;
  });
}

/** @throws OptionError for what makes no sense together */
function checkTogether(options: CheckedAddress, call: string): void {
  const { address, peer, label, broadcast, validLft = FOREVER, preferredLft = 0 } = options;
  if (peer !== undefined && peer.family !== address.family) refuse(call, "peer", `is no ${address.family} address`);
  if (typeof broadcast === "object" && broadcast.family !== address.family) {
    refuse(call, "broadcast", `is no ${address.family} address`);
  }
  if (address.family === "inet6") {
    if (label !== undefined) refuse(call, "label", "only IPv4 addresses have one");
    if (broadcast !== undefined) refuse(call, "broadcast", "IPv6 has no broadcast");
  }
  if (preferredLft > validLft) refuse(call, "preferredLft", `${preferredLft} s are more than validLft, ${validLft} s`);
}

/** Bits of the prefix of an address that an interface has, undefined when it has none such. */
export type LengthOf = (index: number, address: string) => number | undefined;

/** A request, whole but for indexes. `lengthOf`: for a deletion. */
export function buildAddress(options: CheckedAddress, call: string, lengthIn?: LengthOf): Draft<AddressRequest> {
  checkTogether(options, call);
  const { address, peer, dev, label, broadcast, scope, validLft, flags, metric, proto } = options;
  const length = lengthOf(options, call);
  const preferredLft = options.preferredLft ?? validLft;
  const text = addressText(address);
  const isLoopback = address.family === "inet" && address.bytes[0] === 127;
  return {
    devices: [dev],
    subject: `${text}${length === undefined ? "" : `/${length}`} dev ${dev}`,
    build: (indexOf) => {
      const index = indexOf(dev);
      const common = { family: address.family, index, local: address.bytes, label };
      if (lengthIn !== undefined) {
        const prefixlen = length ?? lengthIn(index, text) ?? addressBits(address.family);
        // Without IFA_ADDRESS the kernel goes by the local address alone; IPv6 compares the length in any case.
        return { ...common, prefixlen, address: length === undefined ? undefined : (peer ?? address).bytes };
      }
      const prefixlen = length ?? addressBits(address.family);
      return {
        ...common,
        prefixlen,
        address: (peer ?? address).bytes,
        broadcast:
          typeof broadcast === "string" ? broadcastOf(peer ?? address, prefixlen, broadcast) : broadcast?.bytes,
        scope: scope ?? (isLoopback ? RouteScope.host : RouteScope.universe),
        ifaFlags: flags === undefined ? 0 : flags & 0xff,
        flags,
        cacheinfo:
          validLft === undefined && preferredLft === undefined
            ? undefined
            : { valid: validLft ?? FOREVER, prefered: preferredLft ?? FOREVER },
        rtPriority: metric,
        proto,
      };
    },
  };
}

/** An address that `list` gave, told from options by a key that only it has. */
export function isDecoded(address: AddressKeyOptions | Address): address is Address {
  return typeof address === "object" && address !== null && "ifaFlags" in address;
}

/** The request that deletes what `list` gave. */
export function deletionOf({ family, prefixlen, index, local, address, label }: Address): Draft<AddressRequest> {
  return {
    devices: [],
    subject: `${local ?? address}/${prefixlen} dev ${index}`,
    build: () => ({ family, prefixlen, index, local, address, label }),
  };
}

/** Address family by its name, as a number. */
export function familyNumber(family: AddressFamilyName | undefined): number {
  return family === undefined ? AddressFamily.unspec : AddressFamily[family];
}
