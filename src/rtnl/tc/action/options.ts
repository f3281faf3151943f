// TCA_ACT_OPTIONS by TCA_ACT_KIND: the exports are the table.

export { ActBpf as bpf } from "./bpf.js";
export { Connmark as connmark } from "./connmark.js";
export { Csum as csum } from "./csum.js";
export { Ct as ct } from "./ct.js";
export { Ctinfo as ctinfo } from "./ctinfo.js";
export { Gact as gact } from "./gact.js";
export { Gate as gate } from "./gate.js";
export { Ife as ife } from "./ife.js";
export { Mirred as mirred } from "./mirred.js";
export { MplsActionAttrs as mpls } from "./mpls.js";
export { Nat as nat } from "./nat.js";
export { Pedit as pedit } from "./pedit.js";
export { Police as police } from "./police.js";
export { Sample as sample } from "./sample.js";
export { Simple as simple } from "./simple.js";
export { Skbedit as skbedit } from "./skbedit.js";
export { Skbmod as skbmod } from "./skbmod.js";
export { TunnelKey as tunnel_key } from "./tunnel_key.js";
export { VlanActionAttrs as vlan } from "./vlan.js";
