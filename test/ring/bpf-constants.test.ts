/** Numbers of the kernel's headers. */
import { describe, expect, it } from "vitest";
import { kernelName } from "../../src/codec/constants.js";
import type { Constants } from "../../src/codec/index.js";
import * as bpf from "../../src/ring/bpf/constants.js";
import { BpfHelper } from "../../src/ring/bpf/helper.constants.js";
import * as opcodes from "../../src/ring/bpf/opcodes.js";
import * as xdp from "../../src/ring/xdp/constants.js";
import { loadOracle } from "../support/oracle.js";

const tables: Readonly<Record<string, Constants>> = {
  BpfCommand: bpf.BpfCommand,
  BpfMapType: bpf.BpfMapType,
  BpfProgramType: bpf.BpfProgramType,
  BpfMapFlags: bpf.BpfMapFlags,
  BpfProgramFlags: bpf.BpfProgramFlags,
  BpfUpdateFlags: bpf.BpfUpdateFlags,
  BpfAttachType: bpf.BpfAttachType,
  XdpAction: bpf.XdpAction,
};

const ours = new Map<string, number>();
for (const table of Object.values(tables)) {
  for (const [name, value] of Object.entries(table)) ours.set(kernelName(table, name), value);
}
for (const [name, value] of Object.entries(BpfHelper)) ours.set(`BPF_FUNC_${name}`, value);
for (const [name, value] of Object.entries(opcodes.Class)) ours.set(`BPF_${name.toUpperCase()}`, value);
for (const [name, value] of Object.entries({ ...opcodes, ...xdp } as Record<string, unknown>)) {
  if (typeof value === "number" && /^(?:BPF|XDP)_/.test(name)) ours.set(name, value);
}
const operators: Readonly<Record<string, number>> = {
  BPF_ADD: opcodes.Arithmetic["+="],
  BPF_SUB: opcodes.Arithmetic["-="],
  BPF_MUL: opcodes.Arithmetic["*="],
  BPF_DIV: opcodes.Arithmetic["/="],
  BPF_OR: opcodes.Arithmetic["|="],
  BPF_AND: opcodes.Arithmetic["&="],
  BPF_LSH: opcodes.Arithmetic["<<="],
  BPF_RSH: opcodes.Arithmetic[">>="],
  BPF_MOD: opcodes.Arithmetic["%="],
  BPF_XOR: opcodes.Arithmetic["^="],
  BPF_ARSH: opcodes.Arithmetic["s>>="],
  BPF_JEQ: opcodes.Condition["=="],
  BPF_JGT: opcodes.Condition[">"],
  BPF_JGE: opcodes.Condition[">="],
  BPF_JSET: opcodes.Condition["&"],
  BPF_JNE: opcodes.Condition["!="],
  BPF_JSGT: opcodes.Condition["s>"],
  BPF_JSGE: opcodes.Condition["s>="],
  BPF_JLT: opcodes.Condition["<"],
  BPF_JLE: opcodes.Condition["<="],
  BPF_JSLT: opcodes.Condition["s<"],
  BPF_JSLE: opcodes.Condition["s<="],
  BPF_W: opcodes.Size.u32,
  BPF_H: opcodes.Size.u16,
  BPF_B: opcodes.Size.u8,
  BPF_DW: opcodes.Size.u64,
};
for (const [name, value] of Object.entries(operators)) ours.set(name, value);

describe("the kernel's headers", () => {
  const structs = ["bpf_insn", "xdp_desc", "xdp_umem_reg", "xdp_statistics", "sockaddr_xdp"];
  const oracle = loadOracle(new Set([...ours.keys(), ...structs]));

  it("have every name, and the same numbers", () => {
    const known = [...ours].filter(([name]) => oracle.value(name) !== undefined);
    const unknown = [...ours.keys()].filter((name) => oracle.value(name) === undefined);
    // Not in a header of its own, or in one that the oracle leaves out.
    if (!oracle.partial) expect(unknown).toEqual([]);
    expect(known.length).toBeGreaterThan(250);
    expect(known.filter(([name, value]) => oracle.value(name) !== value)).toEqual([]);
  });

  it("have structures of the same size", () => {
    expect(oracle.struct("bpf_insn")?.size).toBe(bpf.INSTRUCTION_SIZE);
    expect(oracle.struct("xdp_desc")?.size).toBe(xdp.DESCRIPTOR_SIZE);
    expect(oracle.struct("sockaddr_xdp")?.size).toBe(xdp.SOCKADDR_XDP_SIZE);
    expect(oracle.struct("xdp_statistics")?.size).toBe(xdp.STATISTICS_SIZE);
    // Headers from before Linux 6.8 end before tx_metadata_len.
    if (!oracle.partial) expect(oracle.struct("xdp_umem_reg")?.size).toBe(xdp.UMEM_REG_SIZE);
  });
});
