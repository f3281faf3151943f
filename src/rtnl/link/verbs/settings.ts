/** Changing links: options, and the requests that they become. */
import { z } from "zod";
import { NewFlags } from "../../../netlink/header.js";
import { checkOptions, type KeyedType, optionShape, optionsOf } from "../../../options/index.js";
import { DelLinkProp, GetLink, NewLink, NewLinkProp, SetLink } from "../../client/operations.js";
import { problem } from "../../client/option-types.js";
import {
  type LinkReference,
  linkReference,
  linkSelector,
  type Session,
  type VerbOptions,
} from "../../client/session.js";
import { FamilySpec, type FamilySpecInput } from "../af-spec.js";
import { BridgePort, type BridgePortInput } from "../bridge/port.js";
import { type AddrGenMode, ExtMask } from "../constants.js";
import { Inet6Spec } from "../inet6.js";
import { BondSlave, type BondSlaveInput } from "../kinds/bond.js";
import { Link, type LinkInput, type LinkXdpInput } from "../link.js";
import type { VfInfoListInput } from "../vf.js";
import { attributeShape, attributesOf, checkMaster, type LinkAttributes, linkName } from "./attributes.js";
import { NamespaceDescriptors } from "./namespaces.js";

/** Settings of a port of a bridge; `backupPort` by name or index. */
export type BridgePortOptions = {
  readonly [P in keyof BridgePortInput]: P extends "backupPort" ? LinkReference | undefined : BridgePortInput[P];
};
/** Settings of a device in a bond. */
export type BondPortOptions = { readonly [P in keyof BondSlaveInput]: BondSlaveInput[P] };

/** What can be changed of a link, whatever its kind. */
export interface LinkSettings extends LinkAttributes {
  /** The new name. Before Linux 6.2, and of some kinds still, the link has to be down. */
  readonly name?: string | undefined;
  /** At most 255 bytes; empty to remove it. */
  readonly alias?: string | undefined;
  /** Index that the link shall have in the namespace `netns`. */
  readonly newIndex?: number | undefined;
  /** Of dummy and a few other kinds. */
  readonly carrier?: boolean | undefined;
  /** Keeps the carrier off whatever the device says. */
  readonly protoDown?: boolean | undefined;
  /** Bits of the reason for `protoDown`, and which of them the request means. */
  readonly protoDownReason?: { readonly mask?: number | undefined; readonly value?: number | undefined } | undefined;
  /** How IPv6 makes interface identifiers. */
  readonly addrGenMode?: AddrGenMode | number | undefined;
  /** Settings by address family, `{ inet: { conf: { forwarding: 1 } } }`. */
  readonly afSpec?: FamilySpecInput | undefined;
  /** A program by its descriptor; null detaches it. */
  readonly xdp?: LinkXdpInput | null | undefined;
  /** Settings of virtual functions. */
  readonly vfinfoList?: VfInfoListInput | undefined;
  /** Settings of the link as a part of the bridge or bond that it is in. */
  readonly port?: BridgePortOptions | BondPortOptions | undefined;
  /** Alternative names to add and to take away, up to 127 bytes each. */
  readonly altNames?:
    | { readonly add?: readonly string[] | undefined; readonly delete?: readonly string[] | undefined }
    | undefined;
}

const altName = z.string().min(1).max(127);

let check: z.ZodType | undefined;

function settingsCheck(): z.ZodType {
  if (check === undefined) {
    const link = optionShape(Link);
    check = z.strictObject({
      ...attributeShape(),
      name: linkName.optional(),
      alias: link["ifalias"]!,
      newIndex: z.int().min(1).max(0x7fffffff).optional(),
      carrier: z.boolean().optional(),
      protoDown: z.boolean().optional(),
      protoDownReason: link["protoDownReason"]!,
      addrGenMode: optionShape(Inet6Spec)["addrGenMode"]!,
      afSpec: optionsOf(FamilySpec).optional(),
      xdp: link["xdp"]!.nullable(),
      vfinfoList: link["vfinfoList"]!,
      port: z.looseObject({}).optional(),
      altNames: z.strictObject({ add: z.array(altName).optional(), delete: z.array(altName).optional() }).optional(),
    });
  }
  return check;
}

/** The ports of these can be set. */
const PORTS: Readonly<Record<string, KeyedType>> = { bridge: BridgePort, bond: BondSlave };

/** Kind of what the link is part of, or will be when the settings have been made. */
async function masterKind(
  session: Session,
  link: LinkReference,
  { master }: LinkSettings,
  wait: VerbOptions,
): Promise<string | undefined> {
  if (master === null) return undefined;
  const subject = master ?? link;
  const value = { ...linkSelector(subject), extMask: ExtMask.skip_stats };
  const { linkinfo } = await session.connection.get(GetLink, value, { ...wait, subject: String(subject) });
  return master === undefined ? linkinfo?.slaveKind : linkinfo?.kind;
}

async function portInfo(
  session: Session,
  link: LinkReference,
  settings: LinkSettings,
  call: string,
  wait: VerbOptions,
): Promise<LinkInput["linkinfo"]> {
  const slaveKind = await masterKind(session, link, settings, wait);
  const schema = PORTS[slaveKind ?? ""];
  if (schema === undefined) {
    const what = slaveKind === undefined ? "of nothing" : `of a ${slaveKind}, whose ports have no settings`;
    throw problem(call, "port", `${link} is part ${what}`);
  }
  const shape = optionShape(schema, { except: ["unknown"] });
  if ("backupPort" in shape) shape["backupPort"] = z.union([linkReference, z.literal(0)]).optional();
  const { port } = checkOptions(z.looseObject({ port: z.strictObject(shape) }), settings, call) as {
    port: Record<string, unknown>;
  };
  const { backupPort } = port as BridgePortOptions;
  const data = { ...port, ...(backupPort ? { backupPort: await session.indexOf(backupPort, wait) } : {}) };
  return { slaveKind, slaveData: data } as LinkInput["linkinfo"];
}

/** The message of RTM_SETLINK without what says which link is meant. */
async function message(
  session: Session,
  settings: LinkSettings,
  namespaces: NamespaceDescriptors,
  wait: VerbOptions,
): Promise<Partial<LinkInput>> {
  const { name, alias, newIndex, carrier, protoDown, protoDownReason, addrGenMode, xdp, vfinfoList } = settings;
  const value = await attributesOf(session, settings, namespaces, wait);
  const inet6 = addrGenMode === undefined ? {} : { inet6: { ...settings.afSpec?.inet6, addrGenMode } };
  const afSpec = { ...settings.afSpec, ...inet6 };
  return {
    ...value,
    ifname: name,
    ifalias: alias,
    newIfindex: newIndex,
    carrier: carrier === undefined ? undefined : Number(carrier),
    protoDown: protoDown === undefined ? undefined : Number(protoDown),
    protoDownReason,
    afSpec: Object.keys(afSpec).length === 0 ? undefined : afSpec,
    xdp: xdp === null ? { fd: -1 } : xdp,
    vfinfoList,
  } as Partial<LinkInput>;
}

/** Makes the settings, in one request where the kernel has one for them. */
export async function applySettings(
  session: Session,
  link: LinkReference,
  given: LinkSettings,
  wait: VerbOptions,
): Promise<void> {
  const call = "links.set";
  const settings = checkOptions(settingsCheck(), given, call) as LinkSettings;
  const { name, netns, port, altNames } = settings;
  checkMaster(settings, call);
  if (settings.addrGenMode !== undefined && settings.afSpec?.inet6?.addrGenMode !== undefined) {
    throw problem(call, "addrGenMode", "is given twice, here and in afSpec.inet6");
  }
  if (netns !== undefined && port !== undefined && settings.master !== undefined) {
    throw problem(call, "port", "cannot be set along with master and netns");
  }
  using namespaces = new NamespaceDescriptors();
  const options = { ...wait, subject: String(link) };
  // A name in a request that has no index says which link is meant.
  const isOne = name === undefined && port === undefined && altNames === undefined;
  const target = isOne ? linkSelector(link) : { index: await session.indexOf(link, wait) };
  const info = port === undefined ? undefined : await portInfo(session, link, settings, call, wait);
  const value = { ...(await message(session, settings, namespaces, wait)), ...target };
  // A link that has gone elsewhere is out of reach; one that joins a bridge is a port afterwards only.
  if (netns === undefined) await session.connection.request(SetLink, value, options);
  if (info !== undefined) await session.connection.request(NewLink, { ...target, linkinfo: info }, options);
  if (altNames?.delete?.length) {
    const names = { ...target, propList: { altIfname: altNames.delete } };
    await session.connection.request(DelLinkProp, names, options);
  }
  if (altNames?.add?.length) {
    const names = { ...target, propList: { altIfname: altNames.add } };
    await session.connection.request(NewLinkProp, names, { ...options, flags: NewFlags.create | NewFlags.excl });
  }
  if (netns !== undefined) await session.connection.request(SetLink, value, options);
}
