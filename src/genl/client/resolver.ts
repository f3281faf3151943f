/** Ids of families, asked for once. */
import { codedError } from "../../ffi/index.js";
import { type CallOptions, type Connection, isNetlinkError, NetlinkError } from "../../netlink/connection/index.js";
import { GENL_ID_CTRL } from "../../netlink/generic.js";
import { GenlFamily, nlctrl } from "../nlctrl/nlctrl.js";
import { command, commandOperation } from "./command.js";
import { type Family, familyOf, refusedCommandHint, unknownFamilyHint } from "./family.js";

export const GetFamily = command(nlctrl, "CTRL_CMD_GETFAMILY", GenlFamily);
/** The controller, before anybody asked about it. */
export const CONTROLLER: Family = Object.freeze({
  name: nlctrl.name,
  id: GENL_ID_CTRL,
  version: nlctrl.version,
  headerSize: 0,
  maxAttribute: 0,
  operations: [],
  groups: [],
});

export type WaitOptions = Pick<CallOptions, "signal" | "timeoutMs">;

/** What a call is about, for errors. */
export interface Attempt {
  readonly name: string;
  /** genlmsghdr.cmd; undefined: no single command. */
  readonly cmd?: number | undefined;
  readonly isDump?: boolean;
  readonly wait: WaitOptions;
}

/** The error again, with what would help. */
export function withHint(error: NetlinkError, hint: string): NetlinkError {
  const { operation, subject, sequence, extack } = error;
  return new NetlinkError(error.errno, { operation, subject, sequence, extack, hint });
}

/** Whether a refusal may mean that no family has that id any more, or another one has it. */
export function mayBeStale(error: unknown): boolean {
  if (!isNetlinkError(error, "ENOENT") && !isNetlinkError(error, "EOPNOTSUPP")) return false;
  // The kernel says nothing else about an id that nobody has.
  return error.extack?.message === undefined && error.extack?.offset === undefined;
}

export class Resolver {
  readonly #connection: Connection;
  readonly #known = new Map<string, Family>();
  /** Lookups under way that wait as long as the connection says. */
  readonly #pending = new Map<string, Promise<Family>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Asks the kernel about a family, by name or id. @throws NetlinkError ENOENT that names the family */
  async ask(family: string | number, wait: WaitOptions): Promise<Family> {
    const value = typeof family === "number" ? { familyId: family } : { familyName: family };
    const { signal, timeoutMs } = wait;
    const request = commandOperation(GetFamily, CONTROLLER);
    try {
      const reply = await this.#connection.get(request, value, { signal, timeoutMs, subject: String(family) });
      const found = familyOf(reply);
      if (found !== undefined) return found;
    } catch (error) {
      if (!isNetlinkError(error, "ENOENT")) throw error;
      throw typeof family === "number" ? error : withHint(error, unknownFamilyHint(family));
    }
    throw codedError("ERR_RINGLINK_NO_ANSWER", `CTRL_CMD_GETFAMILY ${family}: the answer names no family`);
  }

  /** A family by name, from what is known already. @throws as `ask` */
  async find(name: string, wait: WaitOptions): Promise<Family> {
    return this.#known.get(name) ?? this.refresh(name, wait);
  }

  /** A family by name, asked for again. @throws as `ask` */
  refresh(name: string, wait: WaitOptions): Promise<Family> {
    // A caller with limits of its own does not wait on another's behalf.
    if (wait.signal !== undefined || wait.timeoutMs !== undefined) return this.#fetch(name, wait);
    const pending = this.#pending.get(name) ?? this.#fetch(name, wait).finally(() => this.#pending.delete(name));
    this.#pending.set(name, pending);
    return pending;
  }

  async #fetch(name: string, wait: WaitOptions): Promise<Family> {
    try {
      const family = await this.ask(name, wait);
      this.#known.set(name, family);
      return family;
    } catch (error) {
      if (isNetlinkError(error, "ENOENT")) this.#known.delete(name);
      throw error;
    }
  }

  /**
   * Whether a family that was known has another id by now, after a refusal that may mean it: its description when it has.
   *
   * @throws as `ask`: it may be gone
   */
  async renewed(family: Family, wait: WaitOptions): Promise<Family | undefined> {
    const again = await this.refresh(family.name, wait);
    return again.id === family.id ? undefined : again;
  }

  /**
   * Does something with a family, and once more when its id turns out to be out of date.
   *
   * @throws as `ask`, and as `act` does, with a hint where one is certain
   */
  async with<T>(attempt: Attempt, act: (family: Family) => Promise<T>): Promise<T> {
    const { name, wait } = attempt;
    const known = this.#known.get(name);
    const family = known ?? (await this.refresh(name, wait));
    try {
      return await act(family);
    } catch (error) {
      // What has just been asked is not out of date.
      const again = known !== undefined && mayBeStale(error) ? await this.renewed(family, wait) : undefined;
      if (again === undefined) throw this.explained(error, family, attempt);
      return act(again).catch((later: unknown) => {
        throw this.explained(later, again, attempt);
      });
    }
  }

  /** A refusal with what would help, where that is certain; anything else as it is. */
  explained<E>(error: E, family: Family, { cmd, isDump = false }: Omit<Attempt, "wait" | "name">): E | Error {
    if (!isNetlinkError(error) || cmd === undefined) return error;
    const hint = refusedCommandHint(error, family, cmd, isDump);
    return hint === undefined ? error : withHint(error, hint);
  }
}
