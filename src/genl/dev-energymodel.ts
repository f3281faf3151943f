// include/uapi/linux/dev_energymodel.h: DEV_ENERGYMODEL_CMD_*, DEV_ENERGYMODEL_A_*
import {
  attr,
  attrs,
  constants,
  counter64,
  flagsOf,
  type Infer,
  message,
  nested,
  repeated,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const EnergymodelPerfStateFlags = constants("DEV_ENERGYMODEL_PERF_STATE_FLAGS_", { perf_state_inefficient: 1 });

export const EnergymodelPerfDomainFlags = constants("DEV_ENERGYMODEL_PERF_DOMAIN_FLAGS_", {
  perf_domain_microwatts: 1,
  perf_domain_skip_inefficiencies: 2,
  perf_domain_artificial: 4,
});

export const EnergymodelPerfDomainAttrs = attrs(
  {
    perfDomainId: attr(2, "DEV_ENERGYMODEL_A_PERF_DOMAIN_PERF_DOMAIN_ID", u32),
    flags: attr(3, "DEV_ENERGYMODEL_A_PERF_DOMAIN_FLAGS", flagsOf(counter64, EnergymodelPerfDomainFlags)),
    cpus: attr(4, "DEV_ENERGYMODEL_A_PERF_DOMAIN_CPUS", repeated(u64)),
  },
  { pad: { DEV_ENERGYMODEL_A_PERF_DOMAIN_PAD: 1 } },
);
export const EnergymodelPerfDomain = message(GenlHeader, EnergymodelPerfDomainAttrs);
export interface EnergymodelPerfDomain extends Infer<typeof EnergymodelPerfDomain> {}

export const EnergymodelPerfState = attrs(
  {
    performance: attr(2, "DEV_ENERGYMODEL_A_PERF_STATE_PERFORMANCE", u64),
    frequency: attr(3, "DEV_ENERGYMODEL_A_PERF_STATE_FREQUENCY", unit("kHz", u64)),
    power: attr(4, "DEV_ENERGYMODEL_A_PERF_STATE_POWER", u64),
    cost: attr(5, "DEV_ENERGYMODEL_A_PERF_STATE_COST", u64),
    flags: attr(6, "DEV_ENERGYMODEL_A_PERF_STATE_FLAGS", flagsOf(counter64, EnergymodelPerfStateFlags)),
  },
  { pad: { DEV_ENERGYMODEL_A_PERF_STATE_PAD: 1 } },
);
export interface EnergymodelPerfState extends Infer<typeof EnergymodelPerfState> {}

export const EnergymodelPerfTableAttrs = attrs({
  perfDomainId: attr(1, "DEV_ENERGYMODEL_A_PERF_TABLE_PERF_DOMAIN_ID", u32),
  perfState: attr(2, "DEV_ENERGYMODEL_A_PERF_TABLE_PERF_STATE", repeated(nested(EnergymodelPerfState))),
});
export const EnergymodelPerfTable = message(GenlHeader, EnergymodelPerfTableAttrs);
export interface EnergymodelPerfTable extends Infer<typeof EnergymodelPerfTable> {}

/** Generic netlink family "dev-energymodel". */
export const devEnergymodel = genericFamily(
  "dev-energymodel",
  {
    DEV_ENERGYMODEL_CMD_GET_PERF_DOMAINS: [1, EnergymodelPerfDomain],
    DEV_ENERGYMODEL_CMD_GET_PERF_TABLE: [2, EnergymodelPerfTable],
    DEV_ENERGYMODEL_CMD_PERF_DOMAIN_CREATED: [3, { reply: EnergymodelPerfTable }],
    DEV_ENERGYMODEL_CMD_PERF_DOMAIN_UPDATED: [4, { reply: EnergymodelPerfTable }],
    DEV_ENERGYMODEL_CMD_PERF_DOMAIN_DELETED: [5, { reply: EnergymodelPerfTable }],
  },
  { version: 1, groups: ["event"] },
);
