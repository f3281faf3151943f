/** `ip neighbour`. */
import { NeighbourFlags, type NeighbourOptions, NeighbourState } from "../../src/rtnl/index.js";
import { type Command, type Context, namesOf, runCommand, show } from "./context.js";
import { neighbourOutput } from "./show-neighbour.js";
import { type Grammar, readOptions, UsageError, type Words } from "./words.js";

type Draft = { -readonly [P in keyof NeighbourOptions]?: NeighbourOptions[P] };

function stateOf(word: string): NeighbourState {
  if (!Object.hasOwn(NeighbourState, word)) throw new UsageError(`nud: state ${JSON.stringify(word)} is unknown`);
  return word as NeighbourState;
}

const OPTIONS: Grammar<Draft> = {
  dev: (into, words) => (into.dev = words.next("dev")),
  lladdr: (into, words) => (into.lladdr = words.next("lladdr")),
  nud: (into, words) => (into.state = stateOf(words.next("nud"))),
  router: (into) => (into.router = true),
  extern_learn: (into) => (into.extLearned = true),
  managed: (into) => (into.managed = true),
  use: (into) => (into.use = true),
  protocol: (into, words) => (into.protocol = words.next("protocol") as NeighbourOptions["protocol"] & string),
};

function options(words: Words): NeighbourOptions {
  const draft: Draft = {};
  if (words.take("proxy")) draft.proxy = true;
  else words.take("to");
  draft.dst = words.next("an address");
  readOptions(words, OPTIONS, draft);
  if (draft.dev === undefined) throw new UsageError("dev is missing");
  return draft as NeighbourOptions;
}

interface Filter {
  dev?: string;
  nud?: NeighbourState | "all";
  proxy?: boolean;
  dst?: string;
}

function filterOf(words: Words): Filter {
  const filter: Filter = {};
  while (!words.done) {
    if (words.take("dev")) filter.dev = words.next("dev");
    else if (words.take("proxy")) filter.proxy = true;
    else if (words.take("nud")) filter.nud = words.take("all") ? "all" : stateOf(words.next("nud"));
    else {
      words.take("to");
      filter.dst = words.next("an address");
    }
  }
  return filter;
}

async function list(context: Context, words: Words): Promise<void> {
  const { dev, nud, proxy = false, dst } = filterOf(words);
  const { family, signal } = context;
  const [all, names] = await Promise.all([
    context.rtnl.neighbours.list({
      ...(family === "inet" || family === "inet6" ? { family } : {}),
      ...(dev === undefined ? {} : { dev }),
      ...(dst === undefined ? {} : { dst }),
      ...(proxy ? { proxy } : {}),
      signal,
    }),
    namesOf(context),
  ]);
  const wanted = all.filter(({ flags, state }) => {
    if (proxy || (flags & NeighbourFlags.proxy) !== 0) return proxy;
    // Entries without a state, and those for which none is needed, are shown only when asked for.
    if (nud === "all") return true;
    if (nud !== undefined) return nud === "none" ? state === 0 : (state & NeighbourState[nud]) !== 0;
    return (state & ~NeighbourState.noarp) !== 0;
  });
  show(
    context,
    wanted.map((neighbour) => neighbourOutput(neighbour, names, dev !== undefined, context.stats)),
  );
}

async function get(context: Context, words: Words): Promise<void> {
  const { dst, dev, proxy = false } = options(words);
  const { rtnl, signal, stats } = context;
  const [found, names] = await Promise.all([rtnl.neighbours.get(dst, { dev, proxy, signal }), namesOf(context)]);
  if (found === undefined) {
    throw Object.assign(new Error(`no neighbour ${String(dst)} on ${String(dev)}`), { code: "ENOENT" });
  }
  show(context, [neighbourOutput(found, names, false, stats)]);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  add: ({ rtnl, signal }, words) => rtnl.neighbours.add(options(words), { signal }),
  change: ({ rtnl, signal }, words) => rtnl.neighbours.change(options(words), { signal }),
  replace: ({ rtnl, signal }, words) => rtnl.neighbours.replace(options(words), { signal }),
  delete: ({ rtnl, signal }, words) => {
    const { dst, dev, proxy } = options(words);
    return rtnl.neighbours.delete({ dst, dev, ...(proxy === true ? { proxy } : {}) }, { signal });
  },
  show: list,
  list,
  lst: list,
  get,
  flush: async ({ rtnl, signal, family }, words) => {
    const { dev, nud, dst } = filterOf(words);
    if (dev === undefined && dst === undefined && nud === undefined)
      throw new UsageError("flush: say which neighbours");
    await rtnl.neighbours.flush(
      {
        ...(family === "inet" || family === "inet6" ? { family } : {}),
        ...(dev === undefined ? {} : { dev }),
        ...(dst === undefined ? {} : { dst }),
        ...(nud === undefined || nud === "all" ? {} : { state: nud }),
      },
      { signal },
    );
  },
};

export const neighbour: Command = (context, words) => runCommand(COMMANDS, context, words);
