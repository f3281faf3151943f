/**
 * Lines beside the bytes: what a hex file of this program says in comments (`# protocol: ROUTE`), and what a recording
 * says in lines of the tracer (`strace: kernel 7.2`, `strace: $ ip link show`). Readers of captures skip them.
 */
import type { CaptureFormat } from "./library.js";

/** Longest line that is looked at. */
const MAX_LINE = 4096;
/** Comments of hex files that say something about the message that follows. */
const DIRECTIVE = /^# (protocol|direction|family|socket|byte order): (.+?)\s*$/;
const RECORDER = /^(?:\d+ +)?strace: (?:kernel (\S+?)(?:, (.+))?|\$ (.+))$/;

interface Marked {
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

export class Sidelines {
  /** What the lines before the first byte say. */
  readonly head = new Map<string, string>();
  /** Facts about a recording: `kernel`, `tool`. */
  readonly facts = new Map<string, string>();
  /** Commands that were being recorded at a line, from its first line on. */
  #commands: { line: number; texts: string[] }[] = [];
  #marks: Marked[] = [];
  readonly #recorder: boolean;
  #comments = true;
  #line = 1;
  #rest = "";
  /** The present line is of no interest. */
  #skip = false;
  #inHead = true;

  /** `recorder`: lines of a recording are wanted too. */
  constructor(recorder: boolean) {
    this.#recorder = recorder;
  }

  /** Tells which format the input turned out to have: lines that it cannot hold are no longer looked for. */
  use(format: CaptureFormat | undefined): void {
    if (format !== undefined && format !== "hex") this.#comments = false;
  }

  get #isIdle(): boolean {
    return !this.#comments && !this.#recorder;
  }

  push(chunk: Uint8Array): void {
    if (this.#isIdle) return;
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#take(chunk, start, end);
      if (this.#rest !== "") this.#read(this.#rest);
      this.#rest = "";
      this.#skip = false;
      this.#line++;
      start = end + 1;
    }
    this.#take(chunk, start, chunk.length);
  }

  /** Keeps `[start, end)` of a line when it may be of interest. */
  #take(chunk: Uint8Array, start: number, end: number): void {
    if (this.#skip || start === end) return;
    if (this.#rest === "" && !this.#inHead) {
      const byte = chunk[start]!;
      // `#`, `s`, a digit (of a process id); most lines of a capture begin with a space.
      this.#skip = byte !== 35 && !(this.#recorder && (byte === 115 || (byte >= 48 && byte <= 57)));
      if (this.#skip) return;
    }
    const room = Math.min(end, start + MAX_LINE - this.#rest.length);
    if (room > start)
      this.#rest += Buffer.from(chunk.buffer, chunk.byteOffset + start, room - start).toString("latin1");
  }

  #read(text: string): void {
    const line = Buffer.from(text, "latin1").toString("utf8").trimEnd();
    if (this.#recorder) this.#readRecorder(line);
    if (!this.#comments) return;
    if (this.#inHead && line !== "" && !line.startsWith("#")) this.#inHead = false;
    const found = DIRECTIVE.exec(line);
    if (found === null) return;
    const [, key, value] = found as unknown as [string, string, string];
    if (this.#inHead && !this.head.has(key)) this.head.set(key, value);
    const last = this.#marks.at(-1);
    const values = new Map(last?.values).set(key, value);
    if (last?.line === this.#line - 1) this.#marks.pop();
    this.#marks.push({ line: this.#line, values });
  }

  #readRecorder(line: string): void {
    const found = RECORDER.exec(line);
    if (found === null) return;
    const [, kernel, tool, command] = found;
    if (kernel !== undefined) this.facts.set("kernel", kernel);
    if (tool !== undefined) this.facts.set("tool", tool);
    if (command === undefined) return;
    const last = this.#commands.at(-1);
    // Commands of one batch stand on lines that follow each other.
    if (last !== undefined && last.line + last.texts.length === this.#line) last.texts.push(command);
    else this.#commands.push({ line: this.#line, texts: [command] });
  }

  /** Commands that were being recorded at a line. Lines are asked for in order. */
  commandsAt(line: number | undefined): readonly string[] {
    if (line === undefined) return [];
    while (this.#commands.length > 1 && this.#commands[1]!.line < line) this.#commands.shift();
    const first = this.#commands[0];
    return first !== undefined && first.line < line ? first.texts : [];
  }

  /** What comments before a line say about it. Lines are asked for in order. */
  directivesAt(line: number | undefined): ReadonlyMap<string, string> | undefined {
    if (line === undefined) return undefined;
    while (this.#marks.length > 1 && this.#marks[1]!.line < line) this.#marks.shift();
    const first = this.#marks[0];
    return first !== undefined && first.line < line ? first.values : undefined;
  }
}
