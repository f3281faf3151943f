/** Labels of IPv6 source address selection, RFC 6724: rtnl.addressLabels. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import {
  type AddressInput,
  address,
  callOf,
  checkOptions,
  type IpPrefix,
  prefix,
  prefixText,
} from "../options/index.js";
import type { AddressLabel } from "./addrlabel.js";
import { DelAddressLabel, GetAddressLabel, NewAddressLabel } from "./client/operations.js";
import { problem, waiting } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Query,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "./client/verbs.js";
import { countOf, type Draft, verbOptions, wholeDraft } from "./client/write.js";

/** What tells a label from the others. */
export interface AddressLabelKeyOptions {
  /** `"2001:db8::/32"`. */
  readonly prefix: AddressInput;
  /** Interface that it is limited to. */
  readonly dev?: LinkReference | undefined;
}

export interface AddressLabelOptions extends AddressLabelKeyOptions {
  /** 0 … 4294967294. */
  readonly label: number;
}

export interface AddressLabelListOptions extends ListVerbOptions {
  readonly dev?: LinkReference | undefined;
}

const key = { prefix, dev: linkReference.optional() };
const keyCheck = z.strictObject(key);
const optionsCheck = z.strictObject({ ...key, label: z.int().min(0).max(0xffff_fffe) });
const filters = z.strictObject({ dev: linkReference.optional() });
const getCheck = z.strictObject({ ...filters.shape, ...waiting });
const addressCheck = z.strictObject({ address });

type LabelRequest = Input<typeof AddressLabel>;

function checkFamily({ family }: { readonly family: string }, option: string, call: string): void {
  if (family !== "inet6") throw problem(call, option, "is not IPv6, which has labels");
}

function draftOf(given: IpPrefix, dev: LinkReference | undefined, label: number, call: string): Draft<LabelRequest> {
  checkFamily(given, "prefix", call);
  return {
    devices: [dev],
    subject: `${prefixText(given)}${dev === undefined ? "" : ` dev ${dev}`}`,
    build: (indexOf) => ({
      family: "inet6",
      prefixlen: given.length,
      index: indexOf(dev) ?? 0,
      address: given.bytes,
      label,
    }),
  };
}

/** What deletes a label that `list` gave. */
function deletionOf({ family, prefixlen, index, address: bytes, label }: AddressLabel): Draft<LabelRequest> {
  return wholeDraft(`${bytes}/${prefixlen}`, { family, prefixlen, index, address: bytes, label });
}

async function query(
  filter: z.output<typeof filters>,
  session: Session,
  wait: VerbOptions,
): Promise<Query<typeof GetAddressLabel>> {
  const index = await session.indexOf(filter.dev, wait);
  const test = index === undefined ? undefined : (label: Readonly<AddressLabel>) => label.index === index;
  return { operation: GetAddressLabel, value: { family: "inet6" }, test };
}

interface AddressLabelVerbs
  extends Lists<AddressLabel, AddressLabelListOptions>,
    Changes<AddressLabel, AddressLabelOptions, AddressLabelKeyOptions, "add" | "replace"> {
  /** The labels, or those of an interface. @throws OptionError; NetlinkError ENODEV that names the interface */
  list(options?: AddressLabelListOptions): Promise<AddressLabel[]>;

  /** Adds a label. @throws OptionError; NetlinkError EEXIST when the prefix has one */
  add(label: AddressLabelOptions, options?: VerbOptions): Promise<void>;

  /** Adds a label, in the place of the one that the prefix has. @throws OptionError, NetlinkError */
  replace(label: AddressLabelOptions, options?: VerbOptions): Promise<void>;

  /** Deletes the label of a prefix, or one that `list` gave. @throws OptionError; NetlinkError ESRCH when it has none */
  delete(label: AddressLabelKeyOptions | AddressLabel, options?: VerbOptions): Promise<void>;
}

const AddressLabelTable: VerbsClass<AddressLabelVerbs> = tableOf({
  name: "addressLabels",
  add: NewAddressLabel,
  delete: DelAddressLabel,
  modes: ["add", "replace"],
  filters,
  query,
  draft: (options: AddressLabelOptions, call, index) => {
    const { prefix: given, dev, label } = checkOptions(optionsCheck, options, call, index);
    return draftOf(given, dev, label, callOf(call, index));
  },
  // The kernel asks for a label and does not look at it.
  deletion: (options: AddressLabelKeyOptions, call, index) => {
    const { prefix: given, dev } = checkOptions(keyCheck, options, call, index);
    return draftOf(given, dev, 0, callOf(call, index));
  },
  deletionOf,
  mark: "prefixlen",
  gone: "ESRCH",
});

/** The policy table of a namespace, as far as it is labels. */
export class AddressLabels extends AddressLabelTable {
  /** The entry that an address falls under. @throws OptionError; NetlinkError ESRCH when there is none */
  async get(
    given: AddressInput,
    options: { readonly dev?: LinkReference | undefined } & VerbOptions = {},
  ): Promise<AddressLabel> {
    const call = "addressLabels.get";
    const { dev, ...wait } = checkOptions(getCheck, options, call);
    const { address: found } = checkOptions(addressCheck, { address: given }, call);
    checkFamily(found, "address", call);
    const index = (await this.session.indexOf(dev, wait)) ?? 0;
    const value: LabelRequest = { family: "inet6", prefixlen: 128, index, address: found.bytes };
    return this.session.connection.get(GetAddressLabel, value, { ...wait, subject: String(given) });
  }

  /** Deletes every label, those that the kernel starts with included, and says how many. @throws NetlinkError */
  async flush(options: VerbOptions = {}): Promise<number> {
    const wait = checkOptions(verbOptions, options, "addressLabels.flush");
    const found = await this.list({ ...wait, interrupted: "keep" });
    return countOf(await this.deleteMany(found, wait), "ESRCH");
  }
}
