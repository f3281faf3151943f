/** Verbs for WireGuard interfaces. */
import { codedError } from "../../../ffi/index.js";
import { abortError } from "../../../netlink/connection/errors.js";
import { isNetlinkError, type ListOptions } from "../../../netlink/connection/index.js";
import { checkOptions, OptionError } from "../../../options/index.js";
import { command } from "../../client/command.js";
import type { Genl } from "../../client/genl.js";
import { type WaitOptions, withHint } from "../../client/resolver.js";
import { WgDevice, wireguard } from "../wireguard.js";
import { wireguardInterfaces } from "./interfaces.js";
import { type KeyInput, keyText, publicKey } from "./keys.js";
import {
  type CheckedDevice,
  type DeviceOptions,
  type DeviceReference,
  deviceOptions,
  deviceReference,
  type PeerOptions,
  peerOptions,
} from "./options.js";
import { deviceOf, type WireguardDevice } from "./read.js";
import { requestsFor } from "./write.js";

const GetDevice = command(wireguard, "WG_CMD_GET_DEVICE", WgDevice);
const SetDevice = command(wireguard, "WG_CMD_SET_DEVICE", WgDevice);

export interface WireguardReadOptions extends Pick<ListOptions, "signal" | "timeoutMs" | "retries" | "interrupted"> {}
export interface WireguardWriteOptions extends WaitOptions {}

/** Waits for what comes before, and not longer than the signal allows. @throws AbortError */
async function unlessAborted(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) {
    await before;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    void before.then(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
  });
}

function shownDevice(device: DeviceReference): string {
  return typeof device === "number" ? `interface ${device}` : device;
}

function explained(error: unknown, device: DeviceReference): unknown {
  const isOther =
    isNetlinkError(error, "EOPNOTSUPP") && error.extack?.message === undefined && error.hint === undefined;
  return isOther ? withHint(error, `${shownDevice(device)} is no WireGuard interface`) : error;
}

/** The kernel says nothing about a peer that is the interface itself, and leaves it out. */
function refuseSelf({ privateKey, peers = [] }: CheckedDevice, call: string): void {
  if (privateKey === undefined || privateKey === null || peers.length === 0) return;
  const own = publicKey(privateKey);
  peers.forEach((peer, index) => {
    if (keyText(peer.publicKey) !== own) return;
    const reason = "belongs to the privateKey: an interface is no peer of its own";
    throw new OptionError(call, [{ option: `peers[${index}].publicKey`, reason }]);
  });
}

/**
 * WireGuard interfaces of one network namespace. All of it takes CAP_NET_ADMIN in the user namespace that owns it: the kernel
 * shows private keys. Interfaces are made and removed by rtnetlink, kind `wireguard`.
 *
 * Changes go to the kernel one after the other, in the order of the calls, as one that is long takes several messages: those
 * of different calls on one `Genl` are not mixed. When one of them is refused, what came before it has happened.
 */
export class Wireguard {
  readonly #genl: Genl;
  /** The last change that was asked for. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(genl: Genl) {
    this.#genl = genl;
  }

  /**
   * An interface with its peers, by name or index.
   *
   * @throws NetlinkError: ENODEV when there is no such interface, EOPNOTSUPP when it is of another kind, EPERM, ENOENT when the
   *   kernel has no WireGuard; DumpInterruptedError when peers were changed meanwhile; OptionError
   */
  async get(device: DeviceReference, options: WireguardReadOptions = {}): Promise<WireguardDevice> {
    const which = checkOptions(deviceReference, device, "wireguard.get");
    const value = typeof which === "number" ? { ifindex: which } : { ifname: which };
    try {
      const messages = await this.#genl.list(GetDevice, value, { ...options, subject: shownDevice(which) });
      const found = deviceOf(messages);
      if (found !== undefined) return found;
    } catch (error) {
      throw explained(error, which);
    }
    throw codedError("ERR_RINGLINK_NO_ANSWER", `WG_CMD_GET_DEVICE ${shownDevice(which)}: the kernel gave no answer`);
  }

  /** All WireGuard interfaces of the network namespace with their peers; none where the kernel has no WireGuard. */
  async list(options: WireguardReadOptions = {}): Promise<WireguardDevice[]> {
    const { signal, timeoutMs } = options;
    const devices: WireguardDevice[] = [];
    for (const index of await wireguardInterfaces(this.#genl, { signal, timeoutMs })) {
      try {
        devices.push(await this.get(index, options));
      } catch (error) {
        // Removed since.
        if (!isNetlinkError(error, "ENODEV")) throw error;
      }
    }
    return devices;
  }

  /**
   * Changes an interface and its peers.
   *
   * @throws OptionError before anything is sent; NetlinkError as `get`, EADDRINUSE for the port of another socket
   */
  async set(device: DeviceReference, options: DeviceOptions, wait: WireguardWriteOptions = {}): Promise<void> {
    await this.#set(device, checkOptions(deviceOptions, options, "wireguard.set"), wait, "wireguard.set");
  }

  /** Adds a peer, or changes it. @throws as `set` */
  async setPeer(device: DeviceReference, peer: PeerOptions, wait: WireguardWriteOptions = {}): Promise<void> {
    const checked = checkOptions(peerOptions, peer, "wireguard.setPeer");
    await this.#set(device, { peers: [checked] }, wait, "wireguard.setPeer");
  }

  /** Removes a peer. That there is none with this key is no error. @throws as `set` */
  async removePeer(device: DeviceReference, publicKey: KeyInput, wait: WireguardWriteOptions = {}): Promise<void> {
    const checked = checkOptions(peerOptions, { publicKey, remove: true }, "wireguard.removePeer");
    await this.#set(device, { peers: [checked] }, wait, "wireguard.removePeer");
  }

  async #set(
    device: DeviceReference,
    options: CheckedDevice,
    wait: WireguardWriteOptions,
    call: string,
  ): Promise<void> {
    const which = checkOptions(deviceReference, device, call);
    refuseSelf(options, call);
    let leave = (): void => {};
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const before = this.#last;
    this.#last = before.then(() => mine);
    try {
      await unlessAborted(before, wait.signal);
      await this.#send(which, options, wait);
    } finally {
      leave();
    }
  }

  async #send(device: DeviceReference, options: CheckedDevice, wait: WireguardWriteOptions): Promise<void> {
    const requests = requestsFor(device, options);
    for (const [index, request] of requests.entries()) {
      const part = requests.length === 1 ? "" : `, part ${index + 1} of ${requests.length}`;
      try {
        await this.#genl.request(SetDevice, request, { ...wait, subject: `${shownDevice(device)}${part}` });
      } catch (error) {
        throw explained(error, device);
      }
    }
  }
}
