import { ffi } from "../../../src/ffi/index.js";
import { GET_LINK, netlinkSocket } from "./socket.js";

const socket = netlinkSocket();
(() => {
  ffi()
    .poll(socket.fd, () => {
      console.log("delivered");
      process.exit(0);
    })
    .start({ readable: true });
})();
for (let i = 0; i < 5; i++) {
  await new Promise((resolve) => setTimeout(resolve, 5));
  globalThis.gc?.();
}
ffi().send(socket.fd, GET_LINK, 0);
setTimeout(() => console.log("silent"), 5000).unref();
