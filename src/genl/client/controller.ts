/** Verbs of the controller: which families this kernel has, and what they accept. */
import { type Connection, isNetlinkError, type ListOptions } from "../../netlink/connection/index.js";
import type { PolicyAttrs } from "../../netlink/policy.js";
import { GenlFamily, nlctrl } from "../nlctrl/nlctrl.js";
import { command, commandOperation } from "./command.js";
import { type Family, familyOf } from "./family.js";
import { CONTROLLER, GetFamily, type Resolver, type WaitOptions } from "./resolver.js";

const GetPolicy = command(nlctrl, "CTRL_CMD_GETPOLICY", GenlFamily);

/** Numbers of the policies of a command: of single requests and of dumps, as far as there is one. */
export interface CommandPolicies {
  /** genlmsghdr.cmd */
  readonly cmd: number;
  readonly do: number | undefined;
  readonly dump: number | undefined;
}

/** What the kernel checks requests of a family with. */
export interface FamilyPolicies {
  /** Which policies commands have. Kernels since 6.2 say 0 for the commands that only dump. */
  readonly operations: readonly CommandPolicies[];
  /** By number of the policy, then by type of the attribute. Policies of nests are among them (`policyIdx`); one without attributes is not. */
  readonly policies: ReadonlyMap<number, ReadonlyMap<number, PolicyAttrs>>;
}

/** The families of this kernel, as far as they are visible in the network namespace. */
export class Families {
  readonly #connection: Connection;
  readonly #resolver: Resolver;

  constructor(connection: Connection, resolver: Resolver) {
    this.#connection = connection;
    this.#resolver = resolver;
  }

  /** All of them. Those in modules that are not loaded are missing. */
  async list(options: WaitOptions & Pick<ListOptions, "retries" | "interrupted"> = {}): Promise<Family[]> {
    const replies = await this.#connection.list(commandOperation(GetFamily, CONTROLLER), {}, options);
    return replies.flatMap((reply) => familyOf(reply) ?? []);
  }

  /**
   * One of them, by name or id, as the kernel describes it now. Asking for a name makes the kernel load the module.
   *
   * @throws NetlinkError ENOENT, with the kernel option or module that is missing where it is known
   */
  async get(family: string | number, options: WaitOptions = {}): Promise<Family> {
    return typeof family === "number" ? this.#resolver.ask(family, options) : this.#resolver.refresh(family, options);
  }

  /**
   * What the kernel accepts in requests of a family. Since Linux 5.8.
   *
   * @param options.cmd only the policies of one command (since Linux 5.10)
   * @returns empty tables where nothing is checked
   * @throws NetlinkError ENOENT when there is no such family
   */
  async policy(
    family: string | number,
    options: WaitOptions & { readonly cmd?: number | undefined } = {},
  ): Promise<FamilyPolicies> {
    const { cmd, ...wait } = options;
    const id = typeof family === "number" ? family : (await this.#resolver.find(family, wait)).id;
    const operations: CommandPolicies[] = [];
    const policies = new Map<number, Map<number, PolicyAttrs>>();
    for (const reply of await this.#policyReplies(id, cmd, { ...wait, subject: String(family) })) {
      for (const { op, value } of reply.opPolicy ?? []) operations.push({ cmd: op, do: value.do, dump: value.dump });
      for (const { policy, value } of reply.policy ?? []) {
        const attributes = policies.get(policy) ?? new Map<number, PolicyAttrs>();
        policies.set(policy, attributes);
        for (const { attribute, value: accepted } of value) attributes.set(attribute, accepted);
      }
    }
    return { operations, policies };
  }

  async #policyReplies(id: number, cmd: number | undefined, options: ListOptions): Promise<GenlFamily[]> {
    const value = { familyId: id, ...(cmd === undefined ? {} : { op: cmd }) };
    try {
      return await this.#connection.list(commandOperation(GetPolicy, CONTROLLER), value, options);
    } catch (error) {
      if (isNetlinkError(error, "ENODATA")) return [];
      throw error;
    }
  }
}
