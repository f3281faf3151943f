/** Ownership of file descriptors. */
import type { Ffi } from "./ffi.js";

const open = new Map<number, { readonly ffi: Ffi; readonly purpose: string }>();

/** Descriptors that this thread's objects own, with what they are for: a leak check. */
export function openDescriptors(): ReadonlyMap<number, string> {
  return new Map([...open].map(([fd, { purpose }]) => [fd, purpose]));
}

/** Closes every descriptor of this thread: its last act. */
export function closeDescriptors(): void {
  for (const [fd, { ffi }] of open) release({ ffi, fd });
}

interface Held {
  readonly ffi: Ffi;
  readonly fd: number;
}

function release({ ffi, fd }: Held): void {
  open.delete(fd);
  ffi.orphans?.removeDescriptor(fd);
  ffi.close(fd);
}

/** Closes what was forgotten. Sockets that are watched are held by the event loop and do not come here. */
const forgotten = new FinalizationRegistry<Held & { readonly purpose: string }>((held) => {
  process.emitWarning(`descriptor ${held.fd} (${held.purpose}) was not closed`, "RinglinkWarning");
  try {
    release(held);
  } catch {
    // Nobody is left to tell.
  }
});

/** Owns one file descriptor. */
export class Descriptor {
  readonly #held: Held;
  #closed = false;

  /** Takes over `fd`. */
  constructor(ffi: Ffi, fd: number, purpose: string) {
    this.#held = { ffi, fd };
    open.set(fd, { ffi, purpose });
    ffi.orphans?.addDescriptor(fd);
    forgotten.register(this, { ffi, fd, purpose }, this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The number. -1 once closed: a number that was given up may be somebody else's by now. */
  get fd(): number {
    return this.#closed ? -1 : this.#held.fd;
  }

  /** Closes it; a second call does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    forgotten.unregister(this);
    release(this.#held);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
