// include/uapi/linux/rtnetlink.h: struct tcmsg, struct tcamsg, TCA_*, TCA_ROOT_*
import {
  type AnyType,
  as,
  attr,
  attrs,
  be16,
  bitfield32,
  byKind,
  constants,
  cstring,
  enumOf,
  flag,
  hex,
  type Infer,
  message,
  type StructType,
  s32,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { EtherType } from "../../uapi/ether-type.js";
import { AddressFamily } from "../constants.js";
import { Actions } from "./action/action.js";
import * as filterOptions from "./filter/options.js";
import * as classOptions from "./qdisc/class_options.js";
import * as classXstats from "./qdisc/class_xstats.js";
import * as qdiscOptions from "./qdisc/options.js";
import * as qdiscXstats from "./qdisc/xstats.js";
import { Estimator, SizeTable } from "./rate.js";
import { LegacyStats, statistics } from "./stats.js";

export const TcDumpFlags = constants("TCA_DUMP_FLAGS_", { terse: 1 });

/** `struct tcmsg` up to `tcm_info`, which means something else for each object. */
const place = {
  family: enumOf(u8, AddressFamily),
  /** TCM_IFINDEX_MAGIC_BLOCK (-1) for filters on a shared block. */
  ifindex: s32,
  handle: hex(u32),
  /** Handle of the qdisc or class above, or one of TcHandle; a shared block's index where ifindex is -1. */
  parent: hex(u32),
};

const QdiscHeader = struct("tcmsg", 20, { ...place, info: u32 }, { prefix: "tcm_" });

const ClassHeader = struct("tcmsg", 20, { ...place, info: hex(u32) }, { prefix: "tcm_" });

const FilterHeader = struct(
  "tcmsg",
  20,
  {
    ...place,
    /** tcm_info is priority << 16 | protocol in network byte order; these are its halves on little-endian machines. */
    protocol: as("tcm_info", enumOf(be16, EtherType)),
    /** Order in which filters are asked, lowest first; 0 lets the kernel choose. */
    priority: as("tcm_info", u16),
  },
  { prefix: "tcm_" },
);

type Table = Record<string, AnyType>;

/** The message of an object with the options and the statistics that each kind has. */
function tcMessage<H extends StructType, Options extends Table, Xstats extends Table>(
  header: H,
  options: Options,
  xstats: Xstats,
) {
  return message(
    header,
    attrs(
      {
        kind: attr(1, "TCA_KIND", cstring),
        options: attr(2, "TCA_OPTIONS", byKind("kind", options)),
        /** Superseded by stats2. */
        stats: attr(3, "TCA_STATS", LegacyStats),
        /** The same as stats2.app. */
        xstats: attr(4, "TCA_XSTATS", byKind("kind", xstats)),
        rate: attr(5, "TCA_RATE", Estimator),
        fcnt: attr(6, "TCA_FCNT", u32),
        stats2: attr(7, "TCA_STATS2", statistics(xstats)),
        stab: attr(8, "TCA_STAB", SizeTable),
        /** List the hidden qdiscs and their default children too. */
        dumpInvisible: attr(10, "TCA_DUMP_INVISIBLE", flag),
        chain: attr(11, "TCA_CHAIN", u32),
        hwOffload: attr(12, "TCA_HW_OFFLOAD", u8),
        /** Shared blocks of filters that the qdisc uses. */
        ingressBlock: attr(13, "TCA_INGRESS_BLOCK", u32),
        egressBlock: attr(14, "TCA_EGRESS_BLOCK", u32),
        dumpFlags: attr(15, "TCA_DUMP_FLAGS", bitfield32(TcDumpFlags)),
        /** Linux 6.3. */
        extWarnMsg: attr(16, "TCA_EXT_WARN_MSG", cstring),
      },
      { pad: { TCA_PAD: 9 } },
    ),
  );
}

type TcMessage<H extends StructType, Options extends Table, Xstats extends Table> = ReturnType<
  typeof tcMessage<H, Options, Xstats>
>;

/** RTM_*QDISC. `info` is the reference count. */
export const Qdisc: TcMessage<typeof QdiscHeader, typeof qdiscOptions, typeof qdiscXstats> = tcMessage(
  QdiscHeader,
  qdiscOptions,
  qdiscXstats,
);
export type Qdisc = Infer<typeof Qdisc>;

/** RTM_*TCLASS. `info` is the handle of the qdisc below a leaf class. */
export const TrafficClass: TcMessage<typeof ClassHeader, typeof classOptions, typeof classXstats> = tcMessage(
  ClassHeader,
  classOptions,
  classXstats,
);
export type TrafficClass = Infer<typeof TrafficClass>;

/** RTM_*TFILTER, and RTM_*CHAIN, whose options are a template for the filters of the chain. */
export const Filter: TcMessage<typeof FilterHeader, typeof filterOptions, Record<never, never>> = tcMessage(
  FilterHeader,
  filterOptions,
  {},
);
export type Filter = Infer<typeof Filter>;

const ActionHeader = struct(
  "tcamsg",
  4,
  { family: enumOf(u8, AddressFamily), pad1: as("tca__pad1", u8), pad2: as("tca__pad2", u16) },
  { prefix: "tca_" },
);

/** Bits of TCA_ROOT_FLAGS. */
export const ActionDumpFlags = constants("TCA_ACT_FLAG_", { large_dump_on: 1, terse_dump: 2 });

/** RTM_*ACTION: actions of their own, which filters share by kind and index. */
export const ActionMessage = message(
  ActionHeader,
  attrs({
    actions: attr(1, "TCA_ROOT_TAB", Actions),
    flags: attr(2, "TCA_ROOT_FLAGS", bitfield32(ActionDumpFlags)),
    /** Actions in this message of a dump; without it a dump has at most 32. */
    count: attr(3, "TCA_ROOT_COUNT", u32),
    /** Only actions used since then. */
    timeDelta: attr(4, "TCA_ROOT_TIME_DELTA", unit("ms", u32)),
    /** Linux 6.3. */
    extWarnMsg: attr(5, "TCA_ROOT_EXT_WARN_MSG", cstring),
  }),
);
export interface ActionMessage extends Infer<typeof ActionMessage> {}
