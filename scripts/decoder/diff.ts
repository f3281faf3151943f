/** `diff`: the messages of two captures in two columns. */
import { align } from "./align.js";
import { type Paint, painter, useColor } from "./color.js";
import { type Comparable, comparablesOf, likeness, lineLikeness } from "./comparable.js";
import { Filter } from "./filter.js";
import type { Io, Output } from "./io.js";
import type { Stage } from "./main.js";
import type { Options } from "./options.js";
import { Session } from "./session.js";
import { openInput } from "./source.js";

/** Columns where the output is no terminal. */
const WIDTH = 160;
/** ` | ` between the two. */
const GUTTER = 3;

async function readAll(name: string, options: Options, { io, complain, progress }: Stage): Promise<Comparable[]> {
  const input = await openInput(name, options, io, complain, progress);
  const out: Comparable[] = [];
  for await (const batch of new Session(options, input, new Filter(options.filters)).read(input)) {
    for (const seen of batch) out.push(...comparablesOf(seen));
  }
  return out;
}

/** Writes the comparison; 0 when the captures say the same, 1 otherwise. */
export async function printDiff(options: Options, stage: Stage): Promise<number> {
  const [nameA, nameB] = options.operands as [string, string];
  const a = await readAll(nameA, options, stage);
  const b = await readAll(nameB, options, stage);
  const columns = new Columns(stage.out, painter(useColor(options.color, stage.io)), widthOf(stage.io));
  let different = 0;
  for (const [i, j] of align(a, b, likeness)) {
    const left = i === undefined ? undefined : a[i];
    const right = j === undefined ? undefined : b[j];
    if (!printPair(left, right, columns)) different++;
    if (stage.out.isFull) await stage.out.flush();
  }
  return different === 0 ? 0 : 1;
}

function widthOf({ stdout, env }: Io): number {
  const given = stdout.columns ?? Number(env["COLUMNS"]);
  return Number.isInteger(given) && given >= 40 ? given : WIDTH;
}

const titleOf = (message: Comparable | undefined): string =>
  message === undefined ? "" : `#${message.n} ${message.title}`;

/** Two messages that belong together, or one that stands alone. Returns whether they are equal. */
function printPair(left: Comparable | undefined, right: Comparable | undefined, columns: Columns): boolean {
  if (left !== undefined && right !== undefined && left.text === right.text) {
    columns.row(titleOf(left), titleOf(right), " ");
    return true;
  }
  const mark = left === undefined ? ">" : right === undefined ? "<" : "|";
  columns.row(titleOf(left), titleOf(right), mark);
  const a = left?.lines ?? [];
  const b = right?.lines ?? [];
  for (const [i, j] of align(a, b, lineLikeness)) {
    const x = i === undefined ? undefined : a[i]!;
    const y = j === undefined ? undefined : b[j]!;
    const how = x === undefined ? ">" : y === undefined ? "<" : x === y ? " " : "|";
    columns.row(x === undefined ? "" : `  ${x}`, y === undefined ? "" : `  ${y}`, how);
  }
  return false;
}

/** Pieces of a text that fit a column. */
function wrap(text: string, width: number): string[] {
  const indent = /^ */.exec(text)![0].slice(0, width - 10);
  const lines: string[] = [];
  for (let rest = text; rest !== ""; ) {
    lines.push(rest.slice(0, width));
    rest = rest.slice(width);
    if (rest !== "") rest = `${indent}  ${rest}`;
  }
  return lines;
}

class Columns {
  readonly #out: Output;
  readonly #paint: Paint;
  readonly #width: number;

  constructor(out: Output, paint: Paint, width: number) {
    this.#out = out;
    this.#paint = paint;
    this.#width = Math.floor((width - GUTTER) / 2);
  }

  row(left: string, right: string, mark: " " | "|" | "<" | ">"): void {
    const a = wrap(left, this.#width);
    const b = wrap(right, this.#width);
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const line = `${(a[i] ?? "").padEnd(this.#width)} ${mark} ${b[i] ?? ""}`.trimEnd();
      this.#out.line(
        mark === " " ? line : this.#paint(line, mark === "|" ? "heading" : mark === "<" ? "error" : "text"),
      );
    }
  }
}
