/** One run of qemu: the guest's two outputs as streams, its console, its end. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { LabError } from "./arguments.js";
import { MarkedOutput } from "./job.js";
import { findTool, track } from "./tools.js";

export interface MachineOptions {
  readonly image: string;
  readonly initramfs: string;
  /** Folder of the host that the guest reads as 9p "host". */
  readonly readable: string;
  /** Folders that the guest writes to, as 9p "share1" … */
  readonly writable: readonly string[];
  readonly script: string;
  readonly mark: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  /** The kernel's messages. */
  readonly onConsole?: (chunk: Buffer) => void;
}

export type MachineEnd =
  | { readonly how: "exit"; readonly status: number }
  | { readonly how: "timeout" }
  | { readonly how: "aborted" }
  /** The machine stopped by itself; the end of its console tells why. */
  | { readonly how: "died"; readonly console: string };

// Descriptors of the child: three to talk to the guest, one for the console. Node makes them sockets, which qemu takes over.
const CONTROL = 3;
const STDOUT = 4;
const STDERR = 5;
const CONSOLE = 6;

/** A path in a qemu option, where a comma ends a value. */
function value(path: string): string {
  return path.replaceAll(",", ",,");
}

export function qemuArguments(options: MachineOptions): string[] {
  const folder = (id: string, path: string, more: string) => [
    ...["-fsdev", `local,id=${id},path=${value(path)},security_model=none,multidevs=remap${more}`],
    ...["-device", `virtio-9p-pci,fsdev=${id},mount_tag=${id}`],
  ];
  const port = (nr: number, fd: number) => [
    ...["-chardev", `socket,id=port${nr},fd=${fd}`],
    ...["-device", `virtserialport,chardev=port${nr},nr=${nr}`],
  ];
  const job = Buffer.byteLength(options.script);
  return [
    ...["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"],
    // One processor: with two, keeping them in step makes everything under strace take almost three times the host's time.
    ...["-accel", "tcg", "-cpu", "max", "-smp", "1", "-m", "3072"],
    ...["-kernel", options.image, "-initrd", options.initramfs],
    ...["-append", `console=ttyS0 quiet panic=-1 mitigations=off nokaslr LAB_JOB=${job}`],
    ...["-chardev", `socket,id=console,fd=${CONSOLE}`, "-serial", "chardev:console"],
    ...["-device", "virtio-serial-pci", ...port(1, CONTROL), ...port(2, STDOUT), ...port(3, STDERR)],
    ...folder("host", options.readable, ",readonly=on"),
    ...options.writable.flatMap((path, index) => folder(`share${index + 1}`, path, "")),
  ];
}

/** Boots, runs the script, and resolves when qemu is gone. */
export function runMachine(options: MachineOptions): Promise<MachineEnd> {
  const qemu = findTool("qemu-system-x86_64");
  // Dies with this process, whatever ends it, and leaves the machine to others.
  const wrapped = ["--pdeathsig", "KILL", findTool("nice"), "-n", "10", qemu, ...qemuArguments(options)];
  const child = track(
    spawn(findTool("setpriv"), wrapped, {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
      // Out of reach of the terminal's ctrl-C, which this process handles.
      detached: true,
    }),
  );
  return new Promise((resolve, reject) => {
    const marks = [new MarkedOutput(options.mark), new MarkedOutput(options.mark)] as const;
    let end: MachineEnd | undefined;
    let console = "";
    let complaint = "";
    const stop = (how: MachineEnd) => {
      end ??= how;
      child.kill("SIGKILL");
    };
    const listen = (fd: number, onData: (chunk: Buffer) => void) => {
      const stream = socketOf(child, fd);
      stream.on("data", onData);
      // The other end vanishes with qemu.
      stream.on("error", () => {});
      return stream;
    };
    const marked = (mark: MarkedOutput, sink: (chunk: Buffer) => void) => (chunk: Buffer) => {
      const own = mark.push(chunk);
      if (own.length > 0) sink(own);
      const [out, error] = marks;
      if (out.status !== undefined && error.status !== undefined) stop({ how: "exit", status: out.status });
    };
    child.stderr!.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    listen(CONTROL, () => {}).write(options.script);
    listen(STDOUT, marked(marks[0], options.onStdout));
    listen(STDERR, marked(marks[1], options.onStderr));
    listen(CONSOLE, (chunk) => {
      console = (console + chunk.toString("latin1")).slice(-8000);
      options.onConsole?.(chunk);
    });
    const timer = setTimeout(() => stop({ how: "timeout" }), options.timeoutSeconds * 1000);
    const abort = () => stop({ how: "aborted" });
    options.signal.addEventListener("abort", abort, { once: true });
    if (options.signal.aborted) abort();
    const done = () => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", abort);
    };
    child.once("error", (error) => {
      done();
      reject(new LabError(`cannot start qemu: ${error.message}`));
    });
    child.once("close", () => {
      done();
      if (end === undefined) {
        for (const [mark, sink] of [
          [marks[0], options.onStdout],
          [marks[1], options.onStderr],
        ] as const) {
          if (mark.rest().length > 0) sink(mark.rest());
        }
      }
      resolve(end ?? { how: "died", console: console + complaint });
    });
  });
}

function socketOf(child: ChildProcess, fd: number): Duplex {
  const stream = child.stdio[fd];
  if (stream === null || stream === undefined) throw new LabError(`qemu's descriptor ${fd} is missing`);
  return stream as Duplex;
}
