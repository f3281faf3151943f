import { sockDiag } from "./diag/index.js";
import { genericFamilies } from "./genl/index.js";
import { type Catalog, catalog } from "./netlink/index.js";
import { rtnetlink } from "./rtnl/index.js";

/** Every message that this library has a schema for. */
export const everything: Catalog = catalog([rtnetlink, sockDiag], genericFamilies.values());
