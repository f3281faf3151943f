// TCA_ACT_OPTIONS by TCA_ACT_KIND.
import { ActBpf } from "./bpf.js";
import { Connmark } from "./connmark.js";
import { Csum } from "./csum.js";
import { Ct } from "./ct.js";
import { Ctinfo } from "./ctinfo.js";
import { Gact } from "./gact.js";
import { Gate } from "./gate.js";
import { Ife } from "./ife.js";
import { Mirred } from "./mirred.js";
import { MplsActionAttrs } from "./mpls.js";
import { Nat } from "./nat.js";
import { Pedit } from "./pedit.js";
import { Police } from "./police.js";
import { Sample } from "./sample.js";
import { Simple } from "./simple.js";
import { Skbedit } from "./skbedit.js";
import { Skbmod } from "./skbmod.js";
import { TunnelKey } from "./tunnel_key.js";
import { VlanActionAttrs } from "./vlan.js";

export const actionOptions = {
  bpf: ActBpf,
  connmark: Connmark,
  csum: Csum,
  ct: Ct,
  ctinfo: Ctinfo,
  gact: Gact,
  gate: Gate,
  ife: Ife,
  mirred: Mirred,
  mpls: MplsActionAttrs,
  nat: Nat,
  pedit: Pedit,
  police: Police,
  sample: Sample,
  simple: Simple,
  skbedit: Skbedit,
  skbmod: Skbmod,
  tunnel_key: TunnelKey,
  vlan: VlanActionAttrs,
};
