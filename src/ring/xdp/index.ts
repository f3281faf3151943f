export { XdpBatch, XdpCursor } from "./batch.js";
export { XdpCapture, type XdpCaptureOptions } from "./capture.js";
export type { XdpSocketOptions } from "./options.js";
export { type ReceivedPacket, XdpPacket } from "./packet.js";
export { XdpRedirect, type XdpRedirectOptions } from "./redirect.js";
export { XdpSocket } from "./socket.js";
export type { XdpCounters, XdpStatistics } from "./statistics.js";
export type { Umem } from "./umem.js";
