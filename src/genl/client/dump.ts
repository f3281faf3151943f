/** A dump of a family whose id may still have to be asked for. */
import type { CallOptions, Connection, Dump, PackedList } from "../../netlink/connection/index.js";
import { type CommandReply, type CommandRequest, commandOperation, type FamilyCommand } from "./command.js";
import type { Family } from "./family.js";
import type { Attempt, Resolver } from "./resolver.js";

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

type Open<T> = (family: Family) => AsyncIterableIterator<T>;

/** An iterator over what is opened once the family is known. Calls of `next` may overlap. */
class LaterIterator<T> implements AsyncIterableIterator<T> {
  readonly #resolver: Resolver;
  readonly #attempt: Attempt;
  readonly #open: Open<T>;
  #inner: AsyncIterableIterator<T> | undefined;
  /** The first result, which tells whether the family's id was right. */
  #first: Promise<IteratorResult<T, undefined>> | undefined;
  #left = false;

  constructor(resolver: Resolver, attempt: Attempt, open: Open<T>) {
    this.#resolver = resolver;
    this.#attempt = attempt;
    this.#open = open;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#left) return Promise.resolve(DONE);
    if (this.#first === undefined) {
      this.#first = this.#resolver.with(this.#attempt, async (family) => {
        // Left while the family was looked up.
        if (this.#left) return DONE;
        this.#inner = this.#open(family);
        return this.#inner.next();
      });
      return this.#first;
    }
    const follow = () => this.#inner?.next() ?? DONE;
    // After a failure the dump is over, as it is for those who come later.
    return this.#first.then(follow, () => DONE);
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#left = true;
    await this.#inner?.return?.();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** A dump of a generic netlink family. Nothing is sent before it is read; reading it again asks the kernel again. */
export class FamilyDump<C extends FamilyCommand> implements AsyncIterable<CommandReply<C>> {
  readonly #resolver: Resolver;
  readonly #attempt: Attempt;
  readonly #make: (family: Family) => Dump<CommandReply<C>>;
  #last: Dump<CommandReply<C>> | undefined;

  constructor(connection: Connection, resolver: Resolver, command: C, value: CommandRequest<C>, options: CallOptions) {
    const { signal, timeoutMs } = options;
    this.#resolver = resolver;
    this.#attempt = { name: command.family.name, cmd: command.cmd, isDump: true, wait: { signal, timeoutMs } };
    this.#make = (family) => {
      this.#last = connection.dump(commandOperation(command, family), value, options);
      return this.#last;
    };
  }

  /**
   * Whether what is dumped changed meanwhile (NLM_F_DUMP_INTR), of the last complete reading: entries may be missing or old.
   */
  get interrupted(): boolean {
    return this.#last?.interrupted ?? false;
  }

  /** Whether the kernel said that it applied the filter of the request (NLM_F_DUMP_FILTERED). */
  get filtered(): boolean {
    return this.#last?.filtered ?? false;
  }

  /** In batches, one for each datagram. */
  batches(): AsyncIterableIterator<CommandReply<C>[]> {
    return new LaterIterator(this.#resolver, this.#attempt, (family) => this.#make(family).batches());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<CommandReply<C>> {
    return new LaterIterator(this.#resolver, this.#attempt, (family) => this.#make(family)[Symbol.asyncIterator]());
  }

  /** All of it. `interrupted` tells afterwards whether it is of one piece. */
  toArray(): Promise<CommandReply<C>[]> {
    return this.#resolver.with(this.#attempt, (family) => this.#make(family).toArray());
  }

  /** All of it, as messages that are decoded when they are asked for: see `PackedList`. */
  toPacked(): Promise<PackedList<CommandReply<C>>> {
    return this.#resolver.with(this.#attempt, (family) => this.#make(family).toPacked());
  }
}
