/**
 * The verbs that the tables of the kernel have in common. The file of an object declares what is particular to its table,
 * and `listOf` or `tableOf` make a class of that. What there is to say about a verb of one object stands in an interface in
 * that file, which extends those here: the class is known by it, and the type checker compares the two.
 */
import { z } from "zod";
import type { AnyType, Infer, Input } from "../../codec/index.js";
import type { BatchResult, Operation, PackedList } from "../../netlink/connection/index.js";
import { MessageFlags } from "../../netlink/header.js";
import { checkOptions, shownValue } from "../../options/index.js";
import { listing, problem } from "./option-types.js";
import type { ListVerbOptions, Query, Session, VerbOptions } from "./session.js";
import {
  type BulkOptions,
  bulkOptions,
  countOf,
  type Draft,
  verbOptions,
  WRITE_FLAGS,
  type WriteMode,
  write,
  writeEach,
} from "./write.js";

/** Reading a table. */
export interface Lists<Value, Options extends ListVerbOptions> {
  /**
   * What is there, or what all filters let through.
   *
   * @throws OptionError; NetlinkError ENODEV that names the interface; DumpInterruptedError
   */
  list(options?: Options): Promise<Value[]>;

  /** The same, packed: for very many. What does not decode throws when it is read. See `routes.packed`. */
  packed(options?: Options): Promise<PackedList<Value>>;
}

/** Changing a table. `Key`: what says which one to delete. */
export interface Changes<Value, Options, Key, Mode extends WriteMode> {
  /** Deletes one, by options or as `list` gave it. @throws OptionError, NetlinkError */
  delete(object: Key | Value, options?: VerbOptions): Promise<void>;

  /**
   * Adds many in few system calls; each for itself, in order. Interfaces are looked up once.
   *
   * @returns what became of each
   * @throws OptionError before anything is sent
   */
  addMany(objects: readonly Options[], options?: BulkOptions<Mode>): Promise<BatchResult<Value>[]>;

  /**
   * Deletes many in few system calls, by options or as `list` gave them; each for itself, in order.
   *
   * @returns what became of each
   * @throws OptionError before anything is sent
   */
  deleteMany(objects: readonly (Key | Value)[], options?: VerbOptions): Promise<BatchResult<Value>[]>;
}

/** Operations on one schema. */
type On<S extends AnyType> = Operation<string, S, S>;

/** What the file of an object declares of a table that can be read. */
export interface ListKind<S extends AnyType, F extends z.ZodObject> {
  /** The property of `Rtnl`, by which errors name calls. */
  readonly name: string;
  /** The filters of a list. */
  readonly filters: F;
  /** What a list with such filters asks the kernel for. */
  query(filter: z.output<F>, session: Session, wait: VerbOptions): Query<On<S>> | Promise<Query<On<S>>>;
}

/** What the file of an object declares of a table that can be changed. */
export interface TableKind<S extends AnyType, F extends z.ZodObject, Options, Key, Mode extends WriteMode, Made>
  extends ListKind<S, F> {
  readonly add: On<S>;
  readonly delete: On<S>;
  /** The verbs that put something there; `addMany` has them as modes. */
  readonly modes: readonly [Mode, ...Mode[]];
  /** The request that puts one there. `index`: where it stands in a list of many, for errors. @throws OptionError */
  draft(object: Options, call: string, index: number | undefined, mode: Mode): Draft<Input<S>>;
  /** The request that deletes one. @throws OptionError */
  deletion(key: Key, call: string, index: number | undefined): Draft<Input<S>>;
  /** The request that deletes one that a list gave. */
  deletionOf(value: Infer<S>): Draft<Input<S>>;
  /** A member that keys do not have: what a list gave is told by it. */
  readonly mark: keyof Infer<S> & string;
  /** errno of the deletion of what is not there: somebody else did it. */
  readonly gone: string;
  /** Refusal of a flush without a filter; where there is none all are meant. */
  readonly unfiltered?: string;
  /** Which of those that the filter lets through a flush deletes, in which order; all by default. */
  flushed?(found: readonly Infer<S>[], filter: z.output<F>): readonly Infer<S>[];
  /** What the verbs of `modes` give, where that is not nothing, from what the kernel told of what it made. */
  made?(told: Infer<S> | undefined, object: Options, session: Session, wait: VerbOptions): Promise<Made>;
}

/** @throws OptionError for what is no list of objects */
function checkIterable(objects: unknown, call: string): void {
  if (typeof objects === "object" && objects !== null && Symbol.iterator in objects) return;
  throw problem(call, "", `expected an array, got ${shownValue(objects)}`);
}

/** What verbs belong to. */
abstract class Verbs {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  protected get session(): Session {
    return this.#session;
  }
}

/** A class with the verbs `V`. */
export type VerbsClass<V> = new (session: Session) => Verbs & V;

type AnyList<S extends AnyType> = Lists<Infer<S>, object>;

/** Verbs of a table that can be read. */
export function listOf<S extends AnyType, F extends z.ZodObject>(kind: ListKind<S, F>): VerbsClass<AnyList<S>> {
  const check: z.ZodType = z.strictObject({ ...kind.filters.shape, ...listing });

  return class extends Verbs {
    async list(options: object = {}): Promise<Infer<S>[]> {
      const { query, wait } = await this.#asked(options, `${kind.name}.list`);
      return this.session.list(query, wait);
    }

    async packed(options: object = {}): Promise<PackedList<Infer<S>>> {
      const { query, wait } = await this.#asked(options, `${kind.name}.packed`);
      return this.session.packed(query, wait);
    }

    async #asked(options: object, call: string): Promise<{ query: Query<On<S>>; wait: ListVerbOptions }> {
      const checked = checkOptions(check, options, call) as ListVerbOptions & z.output<F>;
      const { signal, timeoutMs, retries, interrupted, ...filter } = checked;
      const query = await kind.query(filter as z.output<F>, this.session, { signal, timeoutMs });
      return { query, wait: { signal, timeoutMs, retries, interrupted } };
    }
  };
}

type AnyTable<S extends AnyType, Options, Key, Mode extends WriteMode, Made> = AnyList<S> &
  Changes<Infer<S>, Options, Key, Mode> & {
    flush(filter?: object, options?: VerbOptions): Promise<number>;
  } & { [M in Mode]: (object: Options, options?: VerbOptions) => Promise<NoInfer<Made>> };

/** Verbs of a table that can be changed. */
export function tableOf<
  S extends AnyType,
  F extends z.ZodObject,
  Options,
  Key,
  const Mode extends WriteMode,
  Made = void,
>(kind: TableKind<S, F, Options, Key, Mode, Made>): VerbsClass<AnyTable<S, Options, Key, Mode, Made>> {
  type Value = Infer<S>;
  const { name, modes } = kind;
  const addManyOptions = bulkOptions(modes);

  const deletionOf = (object: Key | Value, call: string, index?: number): Draft<Input<S>> =>
    typeof object === "object" && object !== null && kind.mark in object
      ? kind.deletionOf(object as Value)
      : kind.deletion(object as Key, call, index);

  class Table extends listOf(kind) {
    async delete(object: Key | Value, options: VerbOptions = {}): Promise<void> {
      const call = `${name}.delete`;
      const draft = deletionOf(object, call);
      await write(this.session, kind.delete, draft, 0, checkOptions(verbOptions, options, call));
    }

    async addMany(objects: readonly Options[], options: BulkOptions<Mode> = {}): Promise<BatchResult<Value>[]> {
      const call = `${name}.addMany`;
      const { mode = "add", ...wait } = checkOptions(addManyOptions, options, call);
      checkIterable(objects, call);
      const draft = (object: Options, index: number) => kind.draft(object, call, index, mode as Mode);
      return writeEach(this.session, kind.add, objects, draft, WRITE_FLAGS[mode], wait);
    }

    async deleteMany(objects: readonly (Key | Value)[], options: VerbOptions = {}): Promise<BatchResult<Value>[]> {
      const call = `${name}.deleteMany`;
      const wait = checkOptions(verbOptions, options, call);
      checkIterable(objects, call);
      const draft = (object: Key | Value, index: number) => deletionOf(object, call, index);
      return writeEach(this.session, kind.delete, objects, draft, 0, wait);
    }

    async flush(filter: object = {}, options: VerbOptions = {}): Promise<number> {
      const call = `${name}.flush`;
      const checked = checkOptions(kind.filters, filter, call);
      const isEmpty = Object.values(checked).every((value) => value === undefined);
      if (isEmpty && kind.unfiltered !== undefined) {
        throw problem(call, "", kind.unfiltered);
      }
      const wait = checkOptions(verbOptions, options, call);
      const query = await kind.query(checked, this.session, wait);
      const found = await this.session.list(query, { ...wait, interrupted: "keep" });
      const flushed = kind.flushed?.(found, checked) ?? found;
      const draft = (value: Value) => kind.deletionOf(value);
      return countOf(await writeEach(this.session, kind.delete, flushed, draft, 0, wait), kind.gone);
    }
  }

  for (const mode of modes) {
    const value = async function (this: Table, object: Options, options: VerbOptions = {}): Promise<Made> {
      const call = `${name}.${mode}`;
      const draft = kind.draft(object, call, undefined, mode);
      const wait = checkOptions(verbOptions, options, call);
      const flags = WRITE_FLAGS[mode] | (kind.made === undefined ? 0 : MessageFlags.echo);
      const { values } = await write(this.session, kind.add, draft, flags, wait);
      return (await kind.made?.(values[0], object, this.session, wait)) as Made;
    };
    Object.defineProperty(Table.prototype, mode, { value, writable: true, configurable: true });
  }
  return Table as VerbsClass<AnyTable<S, Options, Key, Mode, Made>>;
}
