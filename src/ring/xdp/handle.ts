/** An XdpRedirect as another thread of the process sees it. */
import { codedError, type Ffi, isSyscallError } from "../../ffi/index.js";
import { BpfMap } from "../bpf/map.js";

/** What a worker thread needs to have packets led to its sockets; can be posted to it, or be among its workerData. */
export interface XdpRedirectHandle {
  /** Descriptor of the program's map, and the kernel's id of it. */
  readonly mapFd: number;
  readonly mapId: number;
  readonly interfaceIndex: number;
  readonly interfaceName: string;
  /** Tells the metadata that the program writes before packets; 0: it writes none. */
  readonly metadataMark: number;
}

export function isRedirectHandle(value: unknown): value is XdpRedirectHandle {
  if (typeof value !== "object" || value === null) return false;
  const { mapFd, mapId, interfaceIndex, interfaceName, metadataMark } = value as Partial<
    Record<keyof XdpRedirectHandle, unknown>
  >;
  return [mapFd, mapId, interfaceIndex, metadataMark].every(Number.isInteger) && typeof interfaceName === "string";
}

/**
 * The map, by a descriptor of one's own: what becomes of the other thread's does not matter any more.
 *
 * @throws Error with a code when the program was detached, and its descriptor's number is another's or nobody's
 */
export function joinMap(system: Ffi, { mapFd, mapId, interfaceName }: XdpRedirectHandle): BpfMap {
  let map: BpfMap | undefined;
  try {
    map = BpfMap.of(mapFd, { ffi: system });
    if (map.type === "xskmap" && map.id === mapId) return map;
  } catch (error) {
    if (!isSyscallError(error)) throw error;
  }
  map?.close();
  throw codedError("ERR_RINGLINK_CLOSED", `the XDP program of this handle is detached from ${interfaceName}`);
}
