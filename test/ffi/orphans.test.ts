/** Lists of what threads hold, and threads that make theirs at the same time. */
import { ftruncateSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { ffi, MAP_SHARED } from "../../src/ffi/index.js";
import { load } from "../../src/ffi/koffi.js";
import { addressOf } from "../../src/ffi/mapping.js";
import { type OrphanCalls, Orphans } from "../../src/ffi/orphans.js";

const koffi = load();
const memfd = koffi.load(null).func("int memfd_create(const char *name, unsigned int flags)");

/** What is mapped, by address. It stays, as the real memory does: nobody unmaps it. */
const views = new Map<number, ArrayBuffer>();

/** An owner's thread began at a time that this many words behind it say. */
const STARTED = 1;
const SLOT_WORDS = 8;

/** Real memory in which threads of this process could meet; its name is no other test's. */
class Place {
  static #places = 0;
  readonly name = `orphans-test-${process.pid}-${++Place.#places}`;
  readonly memories: Int32Array[] = [];
  readonly closed: number[] = [];
  readonly retired: [number, number][] = [];

  /** A thread's calls. @param meanwhile runs between its look for a list and its making one */
  calls(meanwhile: () => void = () => {}): OrphanCalls {
    return {
      createMemory: (name, length) => {
        meanwhile();
        const fd: number = memfd(name, 1);
        ftruncateSync(fd, length);
        const mapping = ffi().map({ length, fd, flags: MAP_SHARED });
        ffi().close(fd);
        this.memories.push(new Int32Array(mapping.bytes.buffer));
        views.set(addressOf(mapping), mapping.bytes.buffer);
        return 0;
      },
      view: (address) => views.get(address)!,
      closeDescriptor: (fd) => void this.closed.push(fd),
      retireMapping: (address, length) => void this.retired.push([address, length]),
    };
  }

  thread(meanwhile?: () => void): Orphans {
    return new Orphans(this.calls(meanwhile), true, this.name);
  }

  main(): Orphans {
    return new Orphans(this.calls(), false, this.name);
  }

  /** Whoever wrote anything down is gone, and its number another thread's. */
  endThreads(): void {
    for (const words of this.memories) {
      for (let slot = 0; slot + SLOT_WORDS <= words.length; slot += SLOT_WORDS) {
        if (words[slot]! > 0) words[slot + STARTED]!++;
      }
    }
  }
}

describe("orphans", () => {
  it("are released, once, when their thread has gone, and not before", () => {
    const place = new Place();
    const thread = place.thread();
    thread.addDescriptor(1000);
    thread.addDescriptor(1001);
    thread.addMapping(2 ** 40, 4096);
    thread.removeDescriptor(1001);
    const main = place.main();
    main.release();
    expect(place.closed).toEqual([]);
    place.endThreads();
    main.release();
    main.release();
    expect(place.closed).toEqual([1000]);
    expect(place.retired).toEqual([[2 ** 40, 4096]]);
  });

  it("one list serves threads that begin one after the other", () => {
    const place = new Place();
    place.thread();
    place.thread();
    expect(place.memories.length).toBe(1);
  });

  it("what threads wrote down that began at the same time is found in all their lists", () => {
    const place = new Place();
    const main = place.main();
    const threads: Orphans[] = [];
    // Three look, find nothing, and make a list each. The main thread looks when there is only one of them.
    const third = place.thread(() => {
      const second = place.thread(() => {
        threads.push(place.thread());
        main.release();
      });
      threads.push(second);
    });
    threads.push(third);
    expect(place.memories.length).toBe(3);
    for (const [index, thread] of threads.entries()) thread.addDescriptor(1000 + index);
    main.release();
    expect(place.closed).toEqual([]);
    place.endThreads();
    main.release();
    expect(place.closed.toSorted()).toEqual([1000, 1001, 1002]);
  });

  it("a list whose maker has gone at once is found as well, when another thread writes in it", () => {
    const place = new Place();
    const main = place.main();
    const calls = place.calls(() => {
      place.thread();
      main.release();
    });
    // Ends right after it has made its list.
    const ending = { ...calls, createMemory: (name: string, length: number) => -1 - calls.createMemory(name, length) };
    new Orphans(ending, true, place.name);
    expect(place.memories.length).toBe(2);
    const threads = [place.thread(), place.thread()];
    for (const [index, thread] of threads.entries()) thread.addDescriptor(1000 + index);
    place.endThreads();
    main.release();
    expect(place.closed.toSorted()).toEqual([1000, 1001]);
  });

  it("looks for other lists only when there is news of one", () => {
    const place = new Place();
    place.thread();
    const calls = place.calls();
    const view = vi.spyOn(calls, "view");
    const main = new Orphans(calls, false, place.name);
    for (let i = 0; i < 3; i++) main.release();
    expect(view).toHaveBeenCalledTimes(1);
  });
});
