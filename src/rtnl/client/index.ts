export { Rtnl, type RtnlOptions } from "./rtnl.js";
export type { LinkReference, ListVerbOptions, VerbOptions } from "./session.js";
