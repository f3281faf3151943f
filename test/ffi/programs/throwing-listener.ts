import { ffi } from "../../../src/ffi/index.js";
import { GET_LINK, netlinkSocket } from "./socket.js";

const socket = netlinkSocket();
let calls = 0;
const poll = ffi().poll(socket.fd, () => {
  if (calls++ === 0) throw new Error("from the listener");
  console.log("again");
  poll.close();
  socket.close();
});
process.on("uncaughtException", (error) => console.log(`uncaught: ${error.message}`));
poll.start({ readable: true });
ffi().send(socket.fd, GET_LINK, 0);
