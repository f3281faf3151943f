// include/uapi/linux/{bpf_common,filter}.h: the classic machine. Accumulator A, index X, 16 words of memory M.

/** Class of an instruction, bits 0 to 2. */
export const BPF_LD = 0x00;
export const BPF_LDX = 0x01;
export const BPF_ST = 0x02;
export const BPF_STX = 0x03;
export const BPF_ALU = 0x04;
export const BPF_JMP = 0x05;
export const BPF_RET = 0x06;
export const BPF_MISC = 0x07;

/** Width of a load, bits 3 and 4. */
export const BPF_W = 0x00;
export const BPF_H = 0x08;
export const BPF_B = 0x10;

/** Addressing mode of a load, bits 5 to 7. */
export const BPF_IMM = 0x00;
export const BPF_ABS = 0x20;
export const BPF_IND = 0x40;
export const BPF_MEM = 0x60;
export const BPF_LEN = 0x80;
export const BPF_MSH = 0xa0;

/** Operation of BPF_ALU, bits 4 to 7. */
export const BPF_ADD = 0x00;
export const BPF_SUB = 0x10;
export const BPF_MUL = 0x20;
export const BPF_DIV = 0x30;
export const BPF_OR = 0x40;
export const BPF_AND = 0x50;
export const BPF_LSH = 0x60;
export const BPF_RSH = 0x70;
export const BPF_NEG = 0x80;
export const BPF_MOD = 0x90;
export const BPF_XOR = 0xa0;

/** Operation of BPF_JMP, bits 4 to 7. */
export const BPF_JA = 0x00;
export const BPF_JEQ = 0x10;
export const BPF_JGT = 0x20;
export const BPF_JGE = 0x30;
export const BPF_JSET = 0x40;

/** Source of an operand, bit 3; of a return value, bits 3 and 4. */
export const BPF_K = 0x00;
export const BPF_X = 0x08;
export const BPF_A = 0x10;

/** Operation of BPF_MISC. */
export const BPF_TAX = 0x00;
export const BPF_TXA = 0x80;

/** Words of memory. */
export const BPF_MEMWORDS = 16;
/** Instructions of a program at most. */
export const BPF_MAXINSNS = 4096;

/** Load offsets from here on, as unsigned numbers, ask for what the kernel knows beside the bytes. */
export const SKF_AD_OFF = 0xfffff000;
/** Load offsets from here on count from the network header. */
export const SKF_NET_OFF = 0xfff00000;
/** Load offsets from here on count from the link-layer header. */
export const SKF_LL_OFF = 0xffe00000;

export const SKF_AD_PROTOCOL = 0;
export const SKF_AD_PKTTYPE = 4;
export const SKF_AD_IFINDEX = 8;
export const SKF_AD_NLATTR = 12;
export const SKF_AD_NLATTR_NEST = 16;
export const SKF_AD_MARK = 20;
export const SKF_AD_QUEUE = 24;
export const SKF_AD_HATYPE = 28;
export const SKF_AD_RXHASH = 32;
export const SKF_AD_CPU = 36;
export const SKF_AD_ALU_XOR_X = 40;
export const SKF_AD_VLAN_TAG = 44;
export const SKF_AD_VLAN_TAG_PRESENT = 48;
export const SKF_AD_PAY_OFFSET = 52;
export const SKF_AD_RANDOM = 56;
export const SKF_AD_VLAN_TPID = 60;

/** What listings call the kernel's own values, by offset from SKF_AD_OFF. */
export const ANCILLARY_NAMES: ReadonlyMap<number, string> = new Map([
  [SKF_AD_PROTOCOL, "proto"],
  [SKF_AD_PKTTYPE, "type"],
  [SKF_AD_IFINDEX, "ifidx"],
  [SKF_AD_NLATTR, "nla"],
  [SKF_AD_NLATTR_NEST, "nlan"],
  [SKF_AD_MARK, "mark"],
  [SKF_AD_QUEUE, "queue"],
  [SKF_AD_HATYPE, "hatype"],
  [SKF_AD_RXHASH, "rxhash"],
  [SKF_AD_CPU, "cpu"],
  [SKF_AD_ALU_XOR_X, "xor_x"],
  [SKF_AD_VLAN_TAG, "vlan_tci"],
  [SKF_AD_VLAN_TAG_PRESENT, "vlanp"],
  [SKF_AD_PAY_OFFSET, "poff"],
  [SKF_AD_RANDOM, "random"],
  [SKF_AD_VLAN_TPID, "vlan_tpid"],
]);
