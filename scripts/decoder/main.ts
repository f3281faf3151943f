/** The program without the process: arguments and streams in, exit status out. */
import { CheckView } from "./check.js";
import { useColor } from "./color.js";
import { printDiff } from "./diff.js";
import { Filter } from "./filter.js";
import { FixtureView } from "./fixture.js";
import { HELP, version } from "./help.js";
import { HexView } from "./hex.js";
import { BrokenPipe, clean, Failure, type Io, Output, UsageError } from "./io.js";
import { JsonView } from "./json.js";
import { type Options, parseOptions } from "./options.js";
import { Progress } from "./progress.js";
import { run } from "./run.js";
import { printSchema } from "./schema.js";
import { Counter, Session } from "./session.js";
import { type Input, openInput } from "./source.js";
import { TextView } from "./text.js";
import type { View } from "./view.js";

/** Runs the program. Never throws on anything that its arguments or its input can cause. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const out = new Output(io.stdout);
  const errors = new Output(io.stderr);
  const progress = new Progress(io.stderr, io.stdout);
  const complain = (text: string): void => {
    progress.clear();
    errors.line(`decoder: ${text}`);
  };
  let status = 0;
  try {
    status = await dispatch(args, { io, out, errors, progress, complain });
    await out.flush();
    return status;
  } catch (error) {
    // A command that was run has its status all the same.
    if (error instanceof BrokenPipe) return status;
    return await failed(error, out, complain);
  } finally {
    progress.clear();
    await errors.flush().catch(ignoreBrokenPipe);
    out.release();
    errors.release();
  }
}

function ignoreBrokenPipe(error: unknown): void {
  if (!(error instanceof BrokenPipe) && !(error instanceof Failure)) throw error;
}

/** Says what went wrong; what was decoded until then comes first. */
async function failed(error: unknown, out: Output, complain: (text: string) => void): Promise<number> {
  if (!(error instanceof UsageError) && !(error instanceof Failure)) throw error;
  await out.flush().catch(ignoreBrokenPipe);
  complain(error instanceof UsageError ? `${clean(error.message)} (--help shows the use)` : error.message);
  return error instanceof UsageError ? 2 : error.status;
}

/** What every part of the program needs. */
export interface Stage {
  readonly io: Io;
  readonly out: Output;
  readonly errors: Output;
  readonly progress: Progress;
  readonly complain: (text: string) => void;
}

async function dispatch(args: readonly string[], stage: Stage): Promise<number> {
  const options = parseOptions(args);
  const { out } = stage;
  if (options.mode === "help") out.line(HELP.trimEnd());
  else if (options.mode === "version") out.line(version());
  else if (options.mode === "schema") printSchema(options.schema!, out);
  else if (options.command === "diff") return printDiff(options, stage);
  else if (options.command === "run") return run(options, stage, viewOf(options, stage));
  else return decodeFiles(options, stage);
  return 0;
}

function viewOf(options: Options, { io, out }: Stage): View {
  switch (options.mode) {
    case "json":
    case "tree":
      return new JsonView(out, options.mode === "tree");
    case "hex":
      return new HexView(out);
    case "check":
      return new CheckView(out);
    case "fixture":
      return new FixtureView(out, options.fixture!, options.notes);
    default:
      return new TextView(out, useColor(options.color, io));
  }
}

/** All inputs, one after the other. One that cannot be read to its end does not keep the others from being read. */
async function decodeFiles(options: Options, stage: Stage): Promise<number> {
  const view = viewOf(options, stage);
  const counter = new Counter();
  let worst = 0;
  for (const name of options.operands.length === 0 ? ["-"] : options.operands) {
    try {
      const input = await openInput(name, options, stage.io, stage.complain, stage.progress);
      await show(input, options, stage, view, counter);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await stage.out.flush();
      stage.complain(error.message);
      worst = Math.max(worst, error.status);
    }
  }
  return Math.max(worst, view.end());
}

/** Gives an input to a view and the view's text to the output. */
export async function show(
  input: Input,
  options: Options,
  { out, errors }: Stage,
  view: View,
  counter?: Counter,
): Promise<void> {
  const session = new Session(options, input, new Filter(options.filters), counter);
  for await (const batch of session.read(input)) {
    for (const seen of batch) {
      view.datagram(seen);
      if (out.isFull) await out.flush();
    }
    await out.flush();
    await errors.flush();
  }
}
