import { sockDiag } from "./diag/index.js";
import { genericFamilies } from "./genl/portable.js";
import { type Catalog, catalog } from "./netlink/portable.js";
import { rtnetlink } from "./rtnl/portable.js";

/** Every message that this library has a schema for. */
export const everything: Catalog = catalog([rtnetlink, sockDiag], genericFamilies.values());
