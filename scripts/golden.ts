/**
 * Regenerates test/fixtures/golden from test/fixtures/captures: for every type, kind and direction of message, and for
 * every attribute path that the captures hold, the smallest messages that show it. The same captures give the same files.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Filter } from "./decoder/filter.js";
import { contentKey, type Fixture, fixtureOf } from "./decoder/fixture.js";
import { kindOf, selectorOf } from "./decoder/kind.js";
import { attributesOf, type NetlinkMessage } from "./decoder/library.js";
import { parseOptions } from "./decoder/options.js";
import { type Seen, Session } from "./decoder/session.js";
import { openInput } from "./decoder/source.js";

const MAX_FIXTURES = 600;
const MAX_BYTES = 2_400_000;

const CAPTURES = fileURLToPath(new URL("../test/fixtures/captures/", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../test/fixtures/golden/", import.meta.url));

interface Candidate {
  readonly fixture: Fixture;
  readonly subject: string;
  /** Type, direction and kind. */
  readonly sort: string;
  readonly paths: ReadonlySet<string>;
  readonly size: number;
}

/** `RTM_NEWLINK` is about links; other messages are kept by family or protocol. */
function subjectOf(message: NetlinkMessage, protocol: string | undefined): string {
  if (message.isControl) return "control";
  if (message.family !== undefined) return message.family.replace(/[^\w.-]/g, "_");
  const rtm = /^RTM_(?:NEW|DEL|GET|SET)(\w+)$/.exec(message.name);
  return (rtm === null ? (protocol ?? "unknown") : rtm[1]!).toLowerCase().replaceAll("_", "-");
}

function pathsOf(message: NetlinkMessage, sort: string): Set<string> {
  const paths = new Set<string>();
  // Acknowledgements carry extended acknowledgements; what they echo is covered by the requests.
  const scope = message.isControl ? sort : message.name;
  for (const [{ content, length }, path] of attributesOf(message.tree())) {
    const place = `${scope} ${path.join(" ").replace(/\[\d+\]/g, "[]")}`;
    paths.add(place);
    // Structs grow from kernel to kernel: each length is something to show.
    if (content.kind === "value" && isStruct(content.value)) paths.add(`${place} of ${length} bytes`);
  }
  return paths;
}

function isStruct(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function candidateOf(message: NetlinkMessage, seen: Seen): Candidate {
  const tree = message.tree();
  // The header's address family chooses a schema in sock_diag only.
  const kind = message.name.startsWith("SOCK_") ? kindOf(message, tree) : selectorOf(tree);
  const sort = [message.family, message.name, message.direction, kind].join(" ");
  const fixture = fixtureOf(message, seen, {});
  const size = Buffer.byteLength(fixture.hex) + Buffer.byteLength(fixture.json);
  return { fixture, subject: subjectOf(message, seen.protocol), sort, paths: pathsOf(message, sort), size };
}

async function readCandidates(): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  // What an older kernel says in the same bytes is left to the newer one: its captures come last.
  const isOlder = (file: string) => /-\d+\.\d+\.txt$/.test(file);
  const files = readdirSync(CAPTURES).filter((file) => file.endsWith(".txt"));
  const sorted = files.sort((a, b) => Number(isOlder(a)) - Number(isOlder(b)) || (a < b ? -1 : 1));
  for (const file of sorted) {
    const options = parseOptions(["--fixture", GOLDEN, join(CAPTURES, file)]);
    const fail = (text: string): void => console.error(`${basename(file)}: ${text}`);
    const input = await openInput(join(CAPTURES, file), options, process, fail);
    for await (const batch of new Session(options, input, new Filter([])).read(input)) {
      for (const seen of batch) {
        for (const { message } of seen.messages) {
          const key = contentKey(message, seen.protocol);
          if (message.isDecodable && !found.has(key)) found.set(key, candidateOf(message, seen));
        }
      }
    }
  }
  return [...found.values()];
}

/** What one more fixture costs besides its bytes, in bytes: the two limits are then reached together. */
const OVERHEAD = MAX_BYTES / MAX_FIXTURES;
/** A sort that no fixture shows yet counts as much as this many attribute paths. */
const SORT_WEIGHT = 40;

/** Greedy cover: again and again the message that shows most of what was not shown yet, for its size. */
function choose(candidates: readonly Candidate[]): Candidate[] {
  const chosen: Candidate[] = [];
  const sorts = new Set<string>();
  const paths = new Set<string>();
  let bytes = 0;
  const scoreOf = ({ sort, paths: own, size }: Candidate): number => {
    let gain = sorts.has(sort) ? 0 : SORT_WEIGHT;
    for (const path of own) if (!paths.has(path)) gain++;
    return gain / (size + OVERHEAD);
  };
  for (let left: readonly Candidate[] = candidates; chosen.length < MAX_FIXTURES; ) {
    const scored = left
      .filter(({ size }) => bytes + size <= MAX_BYTES)
      .map((candidate) => ({ candidate, score: scoreOf(candidate) }))
      .filter(({ score }) => score > 0);
    if (scored.length === 0) break;
    const { candidate: best } = scored.reduce((x, y) => (y.score > x.score ? y : x));
    chosen.push(best);
    bytes += best.size;
    sorts.add(best.sort);
    for (const path of best.paths) paths.add(path);
    left = scored.map(({ candidate }) => candidate).filter((candidate) => candidate !== best);
  }
  const all = {
    sorts: new Set(candidates.map(({ sort }) => sort)),
    paths: new Set(candidates.flatMap((c) => [...c.paths])),
  };
  console.log(`${chosen.length} of ${candidates.length} messages, ${bytes} bytes`);
  console.log(`${sorts.size} of ${all.sorts.size} sorts, ${paths.size} of ${all.paths.size} attribute paths`);
  return chosen;
}

function write(chosen: readonly Candidate[]): void {
  rmSync(GOLDEN, { recursive: true, force: true });
  const counts = new Map<string, number>();
  const order = (a: Candidate, b: Candidate) => (a.fixture.hex < b.fixture.hex ? -1 : 1);
  for (const { subject, fixture } of [...chosen].sort((a, b) => a.size - b.size || order(a, b))) {
    mkdirSync(join(GOLDEN, subject), { recursive: true });
    const path = join(GOLDEN, subject, fixture.name);
    const number = (counts.get(path) ?? 0) + 1;
    counts.set(path, number);
    const numbered = number === 1 ? path : `${path}-${number}`;
    writeFileSync(`${numbered}.hex`, fixture.hex);
    writeFileSync(`${numbered}.json`, fixture.json);
  }
}

write(choose(await readCandidates()));
