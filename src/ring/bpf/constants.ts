// include/uapi/linux/bpf.h
import { constants, type NameOf } from "../../codec/index.js";

/** Commands of bpf(2) that are used here. */
export const BpfCommand = constants("BPF_", {
  map_create: 0,
  map_lookup_elem: 1,
  map_update_elem: 2,
  map_delete_elem: 3,
  map_get_next_key: 4,
  prog_load: 5,
  prog_test_run: 10,
  obj_get_info_by_fd: 15,
  link_create: 28,
  link_update: 29,
  link_detach: 34,
});
export type BpfCommand = NameOf<typeof BpfCommand>;

/** Kinds of maps. */
export const BpfMapType = constants("BPF_MAP_TYPE_", {
  hash: 1,
  array: 2,
  prog_array: 3,
  perf_event_array: 4,
  percpu_hash: 5,
  percpu_array: 6,
  stack_trace: 7,
  cgroup_array: 8,
  lru_hash: 9,
  lru_percpu_hash: 10,
  lpm_trie: 11,
  array_of_maps: 12,
  hash_of_maps: 13,
  devmap: 14,
  sockmap: 15,
  cpumap: 16,
  xskmap: 17,
  sockhash: 18,
  cgroup_storage: 19,
  reuseport_sockarray: 20,
  percpu_cgroup_storage: 21,
  queue: 22,
  stack: 23,
  sk_storage: 24,
  devmap_hash: 25,
  struct_ops: 26,
  ringbuf: 27,
  inode_storage: 28,
  task_storage: 29,
  bloom_filter: 30,
  user_ringbuf: 31,
  cgrp_storage: 32,
  arena: 33,
  insn_array: 34,
  rhash: 35,
});
export type BpfMapType = NameOf<typeof BpfMapType>;

/** Kinds of programs. */
export const BpfProgramType = constants("BPF_PROG_TYPE_", {
  socket_filter: 1,
  kprobe: 2,
  sched_cls: 3,
  sched_act: 4,
  tracepoint: 5,
  xdp: 6,
  perf_event: 7,
  cgroup_skb: 8,
  cgroup_sock: 9,
  lwt_in: 10,
  lwt_out: 11,
  lwt_xmit: 12,
  sock_ops: 13,
  sk_skb: 14,
  cgroup_device: 15,
  sk_msg: 16,
  raw_tracepoint: 17,
  cgroup_sock_addr: 18,
  lwt_seg6local: 19,
  lirc_mode2: 20,
  sk_reuseport: 21,
  flow_dissector: 22,
  cgroup_sysctl: 23,
  raw_tracepoint_writable: 24,
  cgroup_sockopt: 25,
  tracing: 26,
  struct_ops: 27,
  ext: 28,
  lsm: 29,
  sk_lookup: 30,
  syscall: 31,
  netfilter: 32,
});
export type BpfProgramType = NameOf<typeof BpfProgramType>;

/** Flags of a map. */
export const BpfMapFlags = constants("BPF_F_", {
  no_prealloc: 1,
  no_common_lru: 2,
  numa_node: 4,
  rdonly: 8,
  wronly: 16,
  zero_seed: 64,
  rdonly_prog: 128,
  wronly_prog: 256,
  mmapable: 1024,
});
export type BpfMapFlags = NameOf<typeof BpfMapFlags>;

/** Flags of a program. */
export const BpfProgramFlags = constants("BPF_F_", {
  strict_alignment: 1,
  any_alignment: 2,
  sleepable: 16,
  xdp_has_frags: 32,
  xdp_dev_bound_only: 64,
});
export type BpfProgramFlags = NameOf<typeof BpfProgramFlags>;

/** What an update of a map asks for. */
export const BpfUpdateFlags = constants("BPF_", {
  any: 0,
  noexist: 1,
  exist: 2,
});
export type BpfUpdateFlags = NameOf<typeof BpfUpdateFlags>;

/** What an XDP program returns. */
export const XdpAction = constants("XDP_", {
  aborted: 0,
  drop: 1,
  pass: 2,
  tx: 3,
  redirect: 4,
});
export type XdpAction = NameOf<typeof XdpAction>;

/** Attach types that are used here. */
export const BpfAttachType = constants("BPF_", { xdp: 37 });

/** sizeof(struct bpf_insn). */
export const INSTRUCTION_SIZE = 8;
/** BPF_OBJ_NAME_LEN, with the terminator. */
export const NAME_SIZE = 16;
