/** A connection to generic netlink. */
import { z } from "zod";
import type { Ffi } from "../../ffi/index.js";
import {
  type BatchResult,
  type CallOptions,
  Connection,
  type ConnectionOptions,
  type ListOptions,
  type Reply,
  type Transport,
} from "../../netlink/connection/index.js";
import type { GenericFamily } from "../../netlink/protocol.js";
import { checkOptions, connectionShape } from "../../options/index.js";
import { Wireguard } from "../wireguard/verbs/wireguard.js";
import { batchOf, type FamilyBatchRequest } from "./batch.js";
import {
  type CommandReply,
  type CommandRequest,
  commandOperation,
  type FamilyCommand,
  type FamilyNotice,
} from "./command.js";
import { Families } from "./controller.js";
import { FamilyDump } from "./dump.js";
import { type Attempt, Resolver } from "./resolver.js";
import { type FamilySubscribeOptions, FamilySubscription } from "./subscription.js";

export interface GenlOptions extends Omit<ConnectionOptions, "protocol" | "strict"> {}

const optionsCheck = z.strictObject({ ...connectionShape, ffi: z.custom<Ffi>().optional() });

function attempt({ family, cmd }: FamilyCommand, { signal, timeoutMs }: CallOptions, isDump = false): Attempt {
  return { name: family.name, cmd, isDump, wait: { signal, timeoutMs } };
}

/**
 * Generic netlink in one network namespace. Families are looked up by name when they are first needed, and once more when the
 * kernel no longer knows the id that they had.
 *
 *     await using genl = await Genl.open();
 *     const GetDevice = command(netdev, "NETDEV_CMD_DEV_GET", NetdevDev);
 *     for await (const device of genl.dump(GetDevice, {})) console.log(device.ifindex, device.xdpFeatures);
 *
 * Methods may be called at any time, also while others are under way.
 */
export class Genl {
  /** For requests of other kinds. */
  readonly connection: Connection;
  /** The controller: which families there are, and what they accept. */
  readonly families: Families;
  /** WireGuard interfaces and their peers. */
  readonly wireguard: Wireguard;
  readonly #resolver: Resolver;

  private constructor(connection: Connection) {
    this.connection = connection;
    this.#resolver = new Resolver(connection);
    this.families = new Families(connection, this.#resolver);
    this.wireguard = new Wireguard(this);
  }

  /**
   * Opens a connection to generic netlink. That needs no privilege; many commands do.
   *
   * @throws OptionError; SyscallError when the kernel refuses the socket or the namespace; Error with a code where there are
   *   no netlink sockets; AbortError
   */
  static async open(options: GenlOptions = {}): Promise<Genl> {
    const checked = checkOptions(optionsCheck, options, "Genl.open");
    return new Genl(await Connection.open({ ...checked, protocol: "generic" }));
  }

  /** The same over a transport that exists, which it takes over: a socket, or the double of a test. */
  static over(transport: Transport, options: Pick<GenlOptions, "timeoutMs" | "signal"> = {}): Genl {
    return new Genl(Connection.over(transport, options));
  }

  get closed(): boolean {
    return this.connection.closed;
  }

  /**
   * Sends a request and waits until the kernel has carried it out.
   *
   * @throws NetlinkError when the kernel refuses, ENOENT that names the family when it has none of that name; EncodeError for
   *   a value that does not fit; DecodeError; AbortError; Error with a code, as `Connection.request`
   */
  async request<C extends FamilyCommand>(
    command: C,
    value: CommandRequest<C>,
    options: CallOptions = {},
  ): Promise<Reply<CommandReply<C>>> {
    return this.#resolver.with(attempt(command, options), (family) =>
      this.connection.request(commandOperation(command, family), value, options),
    );
  }

  /** Asks for one object. @throws as `request`; Error with code ERR_RINGLINK_NO_ANSWER when the kernel gives none */
  async get<C extends FamilyCommand>(
    command: C,
    value: CommandRequest<C>,
    options: CallOptions = {},
  ): Promise<CommandReply<C>> {
    return this.#resolver.with(attempt(command, options), (family) =>
      this.connection.get(commandOperation(command, family), value, options),
    );
  }

  /** A dump, to be read as an array, in batches or item by item; a value that does not fit shows when it is read. */
  dump<C extends FamilyCommand>(command: C, value: CommandRequest<C>, options: CallOptions = {}): FamilyDump<C> {
    return new FamilyDump(this.connection, this.#resolver, command, value, options);
  }

  /**
   * A dump as an array, of one piece: made again when what is dumped changed meanwhile.
   *
   * @throws as `request`; DumpInterruptedError
   */
  async list<C extends FamilyCommand>(
    command: C,
    value: CommandRequest<C>,
    options: ListOptions = {},
  ): Promise<CommandReply<C>[]> {
    return this.#resolver.with(attempt(command, options, true), (family) =>
      this.connection.list(commandOperation(command, family), value, options),
    );
  }

  /**
   * Sends many requests in few datagrams. The kernel carries them out in order, each for itself: one that fails does not
   * stop those after it. Results come in the order of the requests.
   *
   * @throws NetlinkError ENOENT that names a family that is not there, EncodeError, before anything is sent; AbortError
   */
  async batch<const Commands extends readonly FamilyCommand[]>(
    requests: { readonly [Key in keyof Commands]: FamilyBatchRequest<Commands[Key]> },
    options: Pick<CallOptions, "signal" | "timeoutMs"> = {},
  ): Promise<{ -readonly [Key in keyof Commands]: BatchResult<CommandReply<Commands[Key]>> }> {
    const results = await batchOf(this.connection, this.#resolver, requests as readonly FamilyBatchRequest[], options);
    return results as { -readonly [Key in keyof Commands]: BatchResult<CommandReply<Commands[Key]>> };
  }

  /**
   * Joins multicast groups of a family, on a socket of its own. Events count from when the promise is fulfilled, so read
   * what there is after that.
   *
   * @param family its declaration, whose schemas messages are read with, or the name of any other family
   * @param groups names of groups
   * @throws NetlinkError ENOENT that names the family; RangeError for a group that it does not have; SyscallError
   */
  async subscribe<Group extends string, N extends FamilyNotice = never>(
    family: GenericFamily<string, string, Group> | string,
    groups: readonly (NoInfer<Group> | (string & {}))[],
    options: FamilySubscribeOptions<N> = {},
  ): Promise<FamilySubscription<N>> {
    const declared = typeof family === "string" ? undefined : family;
    const name = typeof family === "string" ? family : family.name;
    const { signal } = options;
    // Groups may have changed with the id, so what is known from before does not do.
    const found = await this.#resolver.refresh(name, { signal });
    return FamilySubscription.join(this.connection, found, declared, groups, options);
  }

  /** Lets the process end although somebody waits. */
  unref(): this {
    this.connection.unref();
    return this;
  }

  ref(): this {
    this.connection.ref();
    return this;
  }

  /** Ends the connection and its subscriptions; waits fail with ERR_RINGLINK_CLOSED. A second call does nothing. */
  close(): void {
    this.connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}
