// include/uapi/linux/inet_diag.h: struct inet_diag_bc_op, INET_DIAG_BC_*
import {
  addressOf,
  array,
  as,
  byKind,
  bytes,
  constants,
  enumOf,
  hex,
  type Infer,
  listOf,
  type NameOf,
  s32,
  struct,
  u8,
  u16,
  u32,
  u64,
} from "../codec/index.js";
import { AddressFamily } from "../uapi/index.js";

/** What an operation compares. S: the socket's own side, D: its peer. */
export const BytecodeOp = constants("INET_DIAG_BC_", {
  nop: 0,
  jmp: 1,
  s_ge: 2,
  s_le: 3,
  d_ge: 4,
  d_le: 5,
  auto: 6,
  s_cond: 7,
  d_cond: 8,
  dev_cond: 9,
  mark_cond: 10,
  s_eq: 11,
  d_eq: 12,
  cgroup_cond: 13,
});
export type BytecodeOp = NameOf<typeof BytecodeOp>;

/** A port stands in the last member of a second operation. */
const PortOperand = struct("inet_diag_bc_op", 4, { code: u8, yes: u8, port: as("no", u16) });

/** Address and port of a socket. */
const HostCondition = struct("inet_diag_hostcond", 8, {
  family: enumOf(u8, AddressFamily),
  /** Bits of the address that count; 0: any address. */
  prefixLen: u8,
  /** Host byte order; -1: any port. */
  port: s32,
  addr: addressOf("family"),
});

/** Matches when (socket's mark & mask) is `mark`. */
const MarkCondition = struct("inet_diag_markcond", 8, { mark: hex(u32), mask: hex(u32) });

/** Index of the interface that the socket is bound to. */
const DeviceCondition = array(u32, 1);
const CgroupCondition = array(hex(u64), 1);

/**
 * One operation. It is followed by the next one after `yes` bytes when it matches, by the one after `no` bytes, counted
 * from its own start too, when it does not; a jump goes the `no` way always. A program that ends exactly at its length
 * accepts the socket; one that jumps 4 bytes past it rejects the socket.
 */
export const BytecodeInstruction = struct("inet_diag_bc_op", 4, {
  code: enumOf(u8, BytecodeOp),
  /** Bytes of the operation with its operand; the encoder computes it. */
  yes: u8,
  no: u16,
  operand: byKind(
    "code",
    {
      s_ge: PortOperand,
      s_le: PortOperand,
      d_ge: PortOperand,
      d_le: PortOperand,
      s_eq: PortOperand,
      d_eq: PortOperand,
      s_cond: HostCondition,
      d_cond: HostCondition,
      dev_cond: DeviceCondition,
      mark_cond: MarkCondition,
      cgroup_cond: CgroupCondition,
    },
    bytes,
  ),
});
export interface BytecodeInstruction extends Infer<typeof BytecodeInstruction> {}

/** A filter that the kernel runs on each socket of a dump, INET_DIAG_REQ_BYTECODE. */
export const Bytecode = listOf(BytecodeInstruction, "yes", { align: 1 });
