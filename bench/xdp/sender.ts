/** Sends through AF_XDP as `peer send` does: `sender.js LENGTH COUNT WARM`, counted after WARM packets. Prints one line of JSON. */
import { XdpSocket } from "../../src/ring/index.js";

const [length = 64, count = 1, warm = 0] = process.argv.slice(2).map(Number);
const BURST = 256;

function send(socket: XdpSocket, total: number): void {
  const view = new DataView(socket.umem.bytes.buffer);
  for (let sent = 0; sent < total; ) {
    for (let i = 0; i < BURST && sent < total; i++) {
      const offset = socket.allocate();
      if (offset < 0) break;
      view.setUint32(offset + 14, sent);
      if (!socket.submit(offset, length)) {
        socket.cancel(offset);
        break;
      }
      sent++;
    }
    socket.flush();
  }
  while (socket.outstanding > 0) socket.flush();
}

using socket = XdpSocket.open("va", { mode: "transmit", frameCount: 4096, bindTimeoutMs: 10_000 });
const { bytes, frameSize } = socket.umem;
const header = Uint8Array.of(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5);
for (let at = 0; at < bytes.length; at += frameSize) bytes.set(header, at);
send(socket, warm);
const start = performance.now();
const before = process.cpuUsage();
send(socket, count);
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({ packets: count, seconds: (performance.now() - start) / 1000, cpu: (user + system) * 1000 }),
);
