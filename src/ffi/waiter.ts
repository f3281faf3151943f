/** poll(2): waiting with the thread blocked. */
import type { Waiter } from "./ffi.js";
import { littleEndian } from "./runtime.js";

/** `struct pollfd`: fd s32, events s16, revents s16. */
const POLLFD_SIZE = 8;
const EINTR = 4;

/** Longest time that poll takes, ms: an int. */
const LONGEST = 0x7fff_ffff;

/** @param poll poll(2): ready descriptors or a negative errno */
export function waiter(
  poll: (descriptors: Uint8Array, count: number, timeoutMs: number) => number,
  descriptors: readonly { readonly fd: number; readonly events: number }[],
): Waiter {
  const bytes = new Uint8Array(new ArrayBuffer(descriptors.length * POLLFD_SIZE));
  const view = new DataView(bytes.buffer);
  descriptors.forEach(({ fd, events }, index) => {
    view.setInt32(index * POLLFD_SIZE, fd, littleEndian);
    view.setInt16(index * POLLFD_SIZE + 4, events, littleEndian);
  });
  return {
    wait(timeoutMs) {
      const limit = Math.min(Math.ceil(timeoutMs), LONGEST);
      let result = poll(bytes, descriptors.length, limit);
      if (result !== -EINTR) return result;
      const end = performance.now() + limit;
      while (result === -EINTR) {
        const left = limit < 0 ? limit : Math.max(0, Math.ceil(end - performance.now()));
        result = poll(bytes, descriptors.length, left);
      }
      return result;
    },
    ready: (index) => view.getInt16(index * POLLFD_SIZE + 6, littleEndian),
  };
}
