/** Addresses of interfaces: rtnl.addresses. */
import { z } from "zod";
import type { BatchResult, PackedList } from "../netlink/connection/index.js";
import { type AddressInput, addressText, checkOptions, OptionError, prefix } from "../options/index.js";
import type { Address } from "./addr.js";
import {
  type AddressFamilyName,
  type AddressKeyOptions,
  type AddressOptions,
  type AddressRequest,
  buildAddress,
  deletionOf,
  familyNumber,
  familyOption,
  isDecoded,
  keyCheck,
  labelOption,
  optionsCheck,
  scopeOption,
} from "./addresses-options.js";
import { DelAddress, GetAddress, NewAddress } from "./client/operations.js";
import { listing, waiting } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import {
  type BulkOptions,
  bulkOptions,
  countOf,
  type Draft,
  verbOptions,
  WRITE_FLAGS,
  type WriteMode,
  write,
  writeMany,
} from "./client/write.js";
import { RouteScope } from "./constants.js";

export interface AddressFilter {
  readonly family?: AddressFamilyName | undefined;
  /** The interface. */
  readonly dev?: LinkReference | undefined;
  readonly scope?: RouteScope | number | undefined;
  readonly label?: string | undefined;
}

export interface AddressListOptions extends AddressFilter, ListVerbOptions {}

const filters = {
  family: familyOption.optional(),
  dev: linkReference.optional(),
  scope: scopeOption.optional(),
  label: labelOption.optional(),
};
const listCheck = z.strictObject({ ...filters, ...listing });
const filterCheck = z.strictObject(filters);
const getCheck = z.strictObject({ dev: linkReference.optional(), ...waiting });
const addManyCheck = bulkOptions(["add", "replace", "change"]);

type CheckedFilter = z.output<typeof filterCheck>;
type AddressQuery = Omit<CheckedFilter, "dev">;

/** The IP addresses of the interfaces of a namespace. */
export class Addresses {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The addresses, or those that all filters let through. The kernel filters by family and interface. `local` is an
   * interface's own address, and absent for IPv6 without a peer, where it is `address`.
   *
   * @throws OptionError; NetlinkError ENODEV that names the interface; DumpInterruptedError
   */
  async list(options: AddressListOptions = {}): Promise<Address[]> {
    const { query, wait } = await this.#asked(options, "addresses.list");
    return this.#session.list(query, wait);
  }

  /** The same, packed: for very many addresses. See `routes.packed`. */
  async packed(options: AddressListOptions = {}): Promise<PackedList<Address>> {
    const { query, wait } = await this.#asked(options, "addresses.packed");
    return this.#session.packed(query, wait);
  }

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
    const { prefix } = checkOptions(prefixCheck, { prefix: address }, call);
    const index = dev === undefined ? undefined : await this.#session.indexOf(dev, wait);
    const text = addressText(prefix);
    const found = await this.#session.list(queryOf({ family: prefix.family }, index), wait);
    return found.find(
      (one) => (one.local ?? one.address) === text && (!prefix.explicit || one.prefixlen === prefix.length),
    );
  }

  /**
   * Adds an address.
   *
   *     await rtnl.addresses.add({ address: "192.0.2.1/24", dev: "eth0", broadcast: "+" });
   *
   * @throws OptionError; NetlinkError EEXIST when the interface has it, ENODEV that names the interface
   */
  async add(address: AddressOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("add", address, options);
  }

  /** Adds an address, or changes the lifetimes, metric and flags of the one that is there. @throws OptionError, NetlinkError */
  async replace(address: AddressOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("replace", address, options);
  }

  /**
   * Changes the lifetimes, metric and flags of an address. Kernels so far add it when it is not there, as `ip address change`.
   *
   * @throws OptionError, NetlinkError
   */
  async change(address: AddressOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("change", address, options);
  }

  /**
   * Deletes an address, by options or as `list` gave it. Without a prefix length any will do.
   *
   * @throws OptionError; NetlinkError EADDRNOTAVAIL when it is not there
   */
  async delete(address: AddressKeyOptions | Address, options: VerbOptions = {}): Promise<void> {
    const call = "addresses.delete";
    const wait = checkOptions(verbOptions, options, call);
    const [draft] = await this.#deletions([address], () => call, wait);
    await write(this.#session, DelAddress, draft!, 0, wait, call);
  }

  /**
   * Deletes the addresses that the filter lets through, and says how many requests that took: with a primary IPv4 address its
   * secondary ones may go.
   *
   * @throws OptionError without a filter; NetlinkError of the first that could not be deleted, after all were tried
   */
  async flush(filter: AddressFilter, options: VerbOptions = {}): Promise<number> {
    const call = "addresses.flush";
    const wait = checkOptions(verbOptions, options, call);
    const { dev, ...query } = checkOptions(filterCheck, filter, call);
    if (dev === undefined && Object.values(query).every((value) => value === undefined)) {
      throw new OptionError(call, [{ option: "", reason: "a filter is needed" }]);
    }
    const index = dev === undefined ? undefined : await this.#session.indexOf(dev, wait);
    const found = await this.#session.list(queryOf(query, index), { ...wait, interrupted: "keep" });
    const drafts = found.filter(({ family }) => family === "inet" || family === "inet6").map(deletionOf);
    return countOf(await writeMany(this.#session, DelAddress, drafts, 0, wait), "EADDRNOTAVAIL");
  }

  /**
   * Adds many addresses in few system calls; each for itself, in order. Interfaces are looked up once.
   *
   * @returns what became of each
   * @throws OptionError before anything is sent
   */
  async addMany(
    addresses: readonly AddressOptions[],
    options: BulkOptions<"add" | "replace" | "change"> = {},
  ): Promise<BatchResult<Address>[]> {
    const { mode = "add", ...wait } = checkOptions(addManyCheck, options, "addresses.addMany");
    const drafts = addresses.map((address, i) => draftOf(address, `addresses.addMany[${i}]`));
    return writeMany(this.#session, NewAddress, drafts, WRITE_FLAGS[mode], wait);
  }

  /** Deletes many addresses, by options or as `list` gave them. @returns what became of each */
  async deleteMany(
    addresses: readonly (AddressKeyOptions | Address)[],
    options: VerbOptions = {},
  ): Promise<BatchResult<Address>[]> {
    const wait = checkOptions(verbOptions, options, "addresses.deleteMany");
    const drafts = await this.#deletions(addresses, (i) => `addresses.deleteMany[${i}]`, wait);
    return writeMany(this.#session, DelAddress, drafts, 0, wait);
  }

  async #write(mode: WriteMode, address: AddressOptions, options: VerbOptions): Promise<void> {
    const call = `addresses.${mode}`;
    await write(this.#session, NewAddress, draftOf(address, call), WRITE_FLAGS[mode], options, call);
  }

  async #deletions(
    addresses: readonly (AddressKeyOptions | Address)[],
    call: (i: number) => string,
    wait: VerbOptions,
  ): Promise<Draft<AddressRequest>[]> {
    const lengths = new Map<string, number>();
    let isNeeded = false;
    const drafts = addresses.map((address, i) => {
      if (isDecoded(address)) return deletionOf(address);
      const checked = checkOptions(keyCheck, address, call(i));
      isNeeded ||= checked.address.family === "inet6" && !checked.address.explicit;
      return buildAddress(checked, call(i), (index, text) => lengths.get(`${index} ${text}`));
    });
    if (isNeeded) {
      for (const { index, local, address, prefixlen } of await this.#session.list(queryOf({ family: "inet6" }), wait)) {
        lengths.set(`${index} ${local ?? address}`, prefixlen);
      }
    }
    return drafts;
  }

  async #asked(
    options: AddressListOptions,
    call: string,
  ): Promise<{ query: Query<typeof GetAddress>; wait: ListVerbOptions }> {
    const { signal, timeoutMs, retries, interrupted, dev, ...query } = checkOptions(listCheck, options, call);
    const index = dev === undefined ? undefined : await this.#session.indexOf(dev, { signal, timeoutMs });
    return { query: queryOf(query, index), wait: { signal, timeoutMs, retries, interrupted } };
  }
}

function queryOf({ family, scope, label }: AddressQuery, index?: number): Query<typeof GetAddress> {
  const test = (address: Readonly<Address>): boolean =>
    (family === undefined || address.family === family) &&
    (index === undefined || address.index === index) &&
    (scope === undefined || scopeOf(address) === scope) &&
    (label === undefined || address.label === label);
  return { operation: GetAddress, value: { family: familyNumber(family), index }, test };
}

const prefixCheck = z.strictObject({ prefix });

/** A scope as a number: those without a name are numbers already. */
function scopeOf({ scope }: Readonly<Address>): number {
  return typeof scope === "number" ? scope : RouteScope[scope];
}

function draftOf(address: AddressOptions, call: string): Draft<AddressRequest> {
  return buildAddress(checkOptions(optionsCheck, address, call), call);
}
