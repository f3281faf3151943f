// How to record a capture that holds every byte.

/** Calls that a capture needs: the network ones, plain reads and writes, and those that move descriptors. */
export const STRACE_TRACE_SET = "trace=%net,read,write,readv,writev,close,dup,dup2,dup3,fcntl";

/** The options without `-o FILE` and the command. */
export const STRACE_OPTIONS: readonly string[] = [
  // Follow children and threads; name the protocol of each descriptor; keep call lines short, dumps stay whole.
  ...["-f", "-yy", "-s", "0"],
  ...["-e", STRACE_TRACE_SET],
  ...["-e", "read=all", "-e", "write=all"],
];

/** The command line to show to a person. */
export const STRACE_RECIPE = `strace ${STRACE_OPTIONS.join(" ")} -o capture.txt -- COMMAND`;

export interface StraceRun {
  /** Output file of strace (its -o). */
  output: string;
  command: readonly string[];
  /** Other options, before -o: for example `-ttt`. */
  options?: readonly string[];
}

/** Arguments for running strace (without argv[0]) so that the output can be read back whole. */
export function straceArguments(run: StraceRun): string[] {
  return [...STRACE_OPTIONS, ...(run.options ?? []), "-o", run.output, "--", ...run.command];
}
