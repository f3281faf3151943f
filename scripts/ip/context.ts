/** What every command gets. */
import type { Rtnl } from "../../src/rtnl/index.js";
import { type Json, lines, type Output, oneLine } from "./output.js";
import { choose, type Words } from "./words.js";

export interface Context {
  readonly rtnl: Rtnl;
  /** `-4`, `-6`, `-f mpls`. */
  readonly family: "inet" | "inet6" | "mpls" | "bridge" | undefined;
  readonly json: boolean;
  readonly pretty: boolean;
  /** `-s`. */
  readonly stats: boolean;
  /** `-o`. */
  readonly oneline: boolean;
  /** `-br`. */
  readonly brief: boolean;
  /** `-n`. */
  readonly netns: string | undefined;
  readonly signal: AbortSignal;
  write(text: string): void;
}

/** What an object can do. */
export type Command = (context: Context, words: Words) => Promise<unknown>;

/** Runs the command that the next word names, which may be shortened; without a word the objects are shown. */
export async function runCommand(
  commands: Readonly<Record<string, Command>>,
  context: Context,
  words: Words,
): Promise<void> {
  const word = words.done ? "show" : words.next("a command");
  await choose(word, commands, "command")(context, words);
}

/** Prints objects: as one JSON array, or line by line. */
export function show(context: Context, outputs: readonly Output[]): void {
  if (!context.json)
    context.write(context.oneline ? outputs.map(({ text }) => oneLine(text)).join("") : lines(outputs));
  else
    context.write(
      `${jsonText(
        context,
        outputs.map(({ json }) => json),
      )}\n`,
    );
}

export function jsonText({ pretty }: Context, value: Json): string {
  return JSON.stringify(value, undefined, pretty ? 4 : 0);
}

/** Names of interfaces by index. */
export type Names = (index: number) => string;

export async function namesOf(context: Context): Promise<Names> {
  const names = new Map<number, string>();
  for (const { index, ifname } of await context.rtnl.links.list({ inet6Stats: false, signal: context.signal })) {
    names.set(index, ifname ?? `if${index}`);
  }
  return (index) => names.get(index) ?? `if${index}`;
}

/** `universe` is called global. */
export function scopeText(scope: string | number): string {
  return scope === "universe" ? "global" : String(scope);
}
