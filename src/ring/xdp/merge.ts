/** Batches of several sockets as one stream. */
import { type BatchSource, BatchStream } from "../batch-stream.js";
import type { XdpBatch } from "./batch.js";
import type { XdpSocket } from "./socket.js";

/** Where the batches of a socket come from: nothing that its users need. */
export const sourcesOf = new WeakMap<XdpSocket, BatchSource<XdpBatch>>();

/**
 * Yields what comes first; each batch is given back when the next one is asked for. Ends when all sockets are closed, fails
 * with the first that fails.
 */
export function mergedBatches(sockets: readonly XdpSocket[], signal: AbortSignal | undefined): BatchStream<XdpBatch> {
  return new BatchStream(
    sockets.map((socket) => sourcesOf.get(socket)!),
    signal,
  );
}
