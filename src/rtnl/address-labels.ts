/** Labels of IPv6 source address selection, RFC 6724: rtnl.addressLabels. */
import { z } from "zod";
import type { Input } from "../codec/index.js";
import {
  type AddressInput,
  address,
  checkOptions,
  type IpPrefix,
  OptionError,
  prefix,
  prefixText,
} from "../options/index.js";
import type { AddressLabel } from "./addrlabel.js";
import { DelAddressLabel, GetAddressLabel, NewAddressLabel } from "./client/operations.js";
import { listing, waiting } from "./client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  type Session,
  type VerbOptions,
} from "./client/session.js";
import { countOf, type Draft, verbOptions, WRITE_FLAGS, write, writeMany } from "./client/write.js";

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
const listCheck = z.strictObject({ dev: linkReference.optional(), ...listing });
const getCheck = z.strictObject({ dev: linkReference.optional(), ...waiting });
const addressCheck = z.strictObject({ address });

type LabelRequest = Input<typeof AddressLabel>;

function checkFamily({ family }: { readonly family: string }, option: string, call: string): void {
  if (family !== "inet6") throw new OptionError(call, [{ option, reason: "is not IPv6, which has labels" }]);
}

function draftOf(given: IpPrefix, dev: LinkReference | undefined, label: number, call: string): Draft<LabelRequest> {
  checkFamily(given, "prefix", call);
  return {
    devices: dev === undefined ? [] : [dev],
    subject: `${prefixText(given)}${dev === undefined ? "" : ` dev ${dev}`}`,
    build: (indexOf) => ({
      family: "inet6",
      prefixlen: given.length,
      index: dev === undefined ? 0 : indexOf(dev),
      address: given.bytes,
      label,
    }),
  };
}

/** The policy table of a namespace, as far as it is labels. */
export class AddressLabels {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The labels, or those of an interface. @throws OptionError; NetlinkError ENODEV that names the interface */
  async list(options: AddressLabelListOptions = {}): Promise<AddressLabel[]> {
    const { dev, ...wait } = checkOptions(listCheck, options, "addressLabels.list");
    const index = dev === undefined ? undefined : await this.#session.indexOf(dev, wait);
    const labels = await this.#session.connection.list(GetAddressLabel, { family: "inet6" }, wait);
    return index === undefined ? labels : labels.filter((label) => label.index === index);
  }

  /** The entry that an address falls under. @throws OptionError; NetlinkError ESRCH when there is none */
  async get(
    given: AddressInput,
    options: { readonly dev?: LinkReference | undefined } & VerbOptions = {},
  ): Promise<AddressLabel> {
    const call = "addressLabels.get";
    const { dev, ...wait } = checkOptions(getCheck, options, call);
    const { address: found } = checkOptions(addressCheck, { address: given }, call);
    checkFamily(found, "address", call);
    const index = dev === undefined ? 0 : await this.#session.indexOf(dev, wait);
    const value: LabelRequest = { family: "inet6", prefixlen: 128, index, address: found.bytes };
    return this.#session.connection.get(GetAddressLabel, value, { ...wait, subject: String(given) });
  }

  /** Adds a label. @throws OptionError; NetlinkError EEXIST when the prefix has one */
  async add(label: AddressLabelOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("add", label, options);
  }

  /** Adds a label, in the place of the one that the prefix has. @throws OptionError, NetlinkError */
  async replace(label: AddressLabelOptions, options: VerbOptions = {}): Promise<void> {
    await this.#write("replace", label, options);
  }

  /** Deletes the label of a prefix. @throws OptionError; NetlinkError ESRCH when it has none */
  async delete(label: AddressLabelKeyOptions, options: VerbOptions = {}): Promise<void> {
    const call = "addressLabels.delete";
    const { prefix: given, dev } = checkOptions(keyCheck, label, call);
    // The kernel asks for a label and does not look at it.
    await write(this.#session, DelAddressLabel, draftOf(given, dev, 0, call), 0, options, call);
  }

  /** Deletes every label, those that the kernel starts with included, and says how many. @throws NetlinkError */
  async flush(options: VerbOptions = {}): Promise<number> {
    const wait = checkOptions(verbOptions, options, "addressLabels.flush");
    const drafts = (await this.list({ ...wait, interrupted: "keep" })).map(
      ({ family, prefixlen, index, address: bytes, label }): Draft<LabelRequest> => ({
        devices: [],
        subject: `${bytes}/${prefixlen}`,
        build: () => ({ family, prefixlen, index, address: bytes, label }),
      }),
    );
    return countOf(await writeMany(this.#session, DelAddressLabel, drafts, 0, wait), "ESRCH");
  }

  async #write(mode: "add" | "replace", label: AddressLabelOptions, options: VerbOptions): Promise<void> {
    const call = `addressLabels.${mode}`;
    const { prefix: given, dev, label: number } = checkOptions(optionsCheck, label, call);
    const draft = draftOf(given, dev, number, call);
    await write(this.#session, NewAddressLabel, draft, WRITE_FLAGS[mode], options, call);
  }
}
