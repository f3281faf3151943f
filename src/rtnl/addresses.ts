/** Addresses of interfaces: rtnl.addresses. */
import { z } from "zod";
import { type AddressInput, addressText, checkOptions, prefix } from "../options/index.js";
import type { Address } from "./addr.js";
import {
  type AddressFamilyName,
  type AddressKeyOptions,
  type AddressOptions,
  type AddressScope,
  deletion,
  deletionOf,
  draft,
  labelOption,
  scopeOption,
} from "./addresses-options.js";
import { DelAddress, GetAddress, NewAddress } from "./client/operations.js";
import { familyNumber, ipFamily, waiting } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "./client/verbs.js";
import { RouteScope } from "./constants.js";

export interface AddressFilter {
  readonly family?: AddressFamilyName | undefined;
  /** The interface. */
  readonly dev?: LinkReference | undefined;
  readonly scope?: AddressScope | undefined;
  readonly label?: string | undefined;
}

export interface AddressListOptions extends AddressFilter, ListVerbOptions {}

const filters = z.strictObject({
  family: ipFamily.optional(),
  dev: linkReference.optional(),
  scope: scopeOption.optional(),
  label: labelOption.optional(),
});
const getCheck = z.strictObject({ dev: linkReference.optional(), ...waiting });
const addressCheck = z.strictObject({ prefix });

/** A scope as a number: those without a name are numbers already. */
function scopeOf({ scope }: Readonly<Address>): number {
  return typeof scope === "number" ? scope : RouteScope[scope];
}

async function query(
  filter: z.output<typeof filters>,
  session: Session,
  wait: VerbOptions,
): Promise<Query<typeof GetAddress>> {
  const { family, dev, scope, label } = filter;
  const index = await session.indexOf(dev, wait);
  const test = (address: Readonly<Address>): boolean =>
    (family === undefined || address.family === family) &&
    (index === undefined || address.index === index) &&
    (scope === undefined || scopeOf(address) === scope) &&
    (label === undefined || address.label === label);
  return { operation: GetAddress, value: { family: familyNumber(family), index }, test };
}

interface AddressVerbs
  extends Lists<Address, AddressListOptions>,
    Changes<Address, AddressOptions, AddressKeyOptions, "add" | "replace" | "change"> {
  /**
   * The addresses, or those that all filters let through. The kernel filters by family and interface. `local` is an
   * interface's own address, and absent for IPv6 without a peer, where it is `address`.
   *
   * @throws OptionError; NetlinkError ENODEV that names the interface; DumpInterruptedError
   */
  list(options?: AddressListOptions): Promise<Address[]>;

  /**
   * Adds an address.
   *
   *     await rtnl.addresses.add({ address: "192.0.2.1/24", dev: "eth0", broadcast: "+" });
   *
   * @throws OptionError; NetlinkError EEXIST when the interface has it, ENODEV that names the interface
   */
  add(address: AddressOptions, options?: VerbOptions): Promise<void>;

  /** Adds an address, or changes the lifetimes, metric and flags of the one that is there. @throws OptionError, NetlinkError */
  replace(address: AddressOptions, options?: VerbOptions): Promise<void>;

  /**
   * Changes the lifetimes, metric and flags of an address. Kernels so far add it when it is not there, as `ip address change`.
   *
   * @throws OptionError, NetlinkError
   */
  change(address: AddressOptions, options?: VerbOptions): Promise<void>;

  /**
   * Deletes an address, by options or as `list` gave it. Without a prefix length any will do.
   *
   * @throws OptionError; NetlinkError EADDRNOTAVAIL when it is not there
   */
  delete(address: AddressKeyOptions | Address, options?: VerbOptions): Promise<void>;

  /**
   * Deletes the addresses that the filter lets through, and says how many requests that took: with a primary IPv4 address its
   * secondary ones may go.
   *
   * @throws OptionError without a filter; NetlinkError of the first that could not be deleted, after all were tried
   */
  flush(filter: AddressFilter, options?: VerbOptions): Promise<number>;
}

const AddressTable: VerbsClass<AddressVerbs> = tableOf({
  name: "addresses",
  add: NewAddress,
  delete: DelAddress,
  modes: ["add", "replace", "change"],
  filters,
  query,
  draft,
  deletion,
  deletionOf,
  mark: "ifaFlags",
  gone: "EADDRNOTAVAIL",
  unfiltered: "a filter is needed",
  flushed: (found) => found.filter(({ family }) => family === "inet" || family === "inet6"),
});

/** The IP addresses of the interfaces of a namespace. */
export class Addresses extends AddressTable {
  /**
   * An interface's own address, undefined when none has it. A prefix length in `address` has to fit too.
   *
   * @throws OptionError; NetlinkError ENODEV that names the interface
   */
  async get(
    address: AddressInput,
    options: { readonly dev?: LinkReference | undefined } & VerbOptions = {},
  ): Promise<Address | undefined> {
    const call = "addresses.get";
    const { dev, ...wait } = checkOptions(getCheck, options, call);
    const { prefix } = checkOptions(addressCheck, { prefix: address }, call);
    const text = addressText(prefix);
    const found = await this.list({ ...wait, family: prefix.family, dev });
    return found.find(
      (one) => (one.local ?? one.address) === text && (!prefix.explicit || one.prefixlen === prefix.length),
    );
  }
}
