/** The generic netlink families that this library has schemas for. */
import type { GenericFamily } from "../netlink/protocol.js";
import { binder } from "./binder.js";
import { devEnergymodel } from "./dev-energymodel.js";
import { devlink } from "./devlink/family.js";
import { dpll } from "./dpll.js";
import { ethtool } from "./ethtool/family.js";
import { fou } from "./fou.js";
import { handshake } from "./handshake.js";
import { ila } from "./ila.js";
import { l2tp } from "./l2tp.js";
import { lockd } from "./lockd.js";
import { macsec } from "./macsec.js";
import { mptcpPm } from "./mptcp-pm.js";
import { netShaper } from "./net-shaper.js";
import { netdev } from "./netdev.js";
import { nfsd } from "./nfsd.js";
import { nl80211 } from "./nl80211/family.js";
import { nlctrl } from "./nlctrl/nlctrl.js";
import { ovpn } from "./ovpn.js";
import { psp } from "./psp.js";
import { ioam6, seg6 } from "./segment-routing.js";
import { sunrpc } from "./sunrpc.js";
import { taskstats } from "./taskstats.js";
import { tcpMetrics } from "./tcp-metrics.js";
import { team } from "./team.js";
import { wireguard } from "./wireguard/wireguard.js";

/** By the name that the controller knows. */
export const genericFamilies: ReadonlyMap<string, GenericFamily> = new Map(
  [
    nlctrl,
    binder,
    devEnergymodel,
    devlink,
    dpll,
    ethtool,
    fou,
    handshake,
    ila,
    ioam6,
    l2tp,
    lockd,
    macsec,
    mptcpPm,
    netShaper,
    netdev,
    nfsd,
    nl80211,
    ovpn,
    psp,
    seg6,
    sunrpc,
    taskstats,
    tcpMetrics,
    team,
    wireguard,
  ].map((family) => [family.name, family]),
);
