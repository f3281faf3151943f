export type { MirrorChange, MirrorChangesLost, MirrorListener, MirrorReady, MirrorResync } from "./changes.js";
export { Mirror, type MirrorOptions } from "./mirror.js";
export type { MirrorObject, MirrorTables } from "./parts.js";
