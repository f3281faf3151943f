import { openDescriptors } from "../../../src/ffi/index.js";
import { netlinkSocket } from "./socket.js";

(() => {
  netlinkSocket();
})();
for (let i = 0; i < 100 && openDescriptors().size > 0; i++) {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log(openDescriptors().size === 0 ? "closed" : "open");
