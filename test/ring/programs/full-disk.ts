/** Writes packets until the file may not grow any more, then once more, then closes it; prints what happened. */
import { PacketWriter } from "../../../src/ring/index.js";

// Without a listener the signal would end the process; with it, writing fails with EFBIG.
process.on("SIGXFSZ", () => {});

const [path = ""] = process.argv.slice(2);
const writer = PacketWriter.open(path, { bufferBytes: 8192 });
const data = new Uint8Array(700);
const codes: unknown[] = [];
const attempt = (action: () => void): void => {
  try {
    action();
  } catch (error) {
    codes.push((error as { code?: unknown }).code);
  }
};
for (let i = 0; codes.length === 0 && i < 100_000; i++) {
  attempt(() => writer.write({ timestampNs: BigInt(i), data }));
}
const { packets } = writer;
attempt(() => writer.write({ timestampNs: 0n, data }));
attempt(() => writer.close());
console.log(JSON.stringify({ codes, packets }));
