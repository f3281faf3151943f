// include/uapi/linux/bpf.h, bpf_common.h: how an instruction's code is made up

/** Lowest three bits of a code. */
export const Class = { ld: 0, ldx: 1, st: 2, stx: 3, alu: 4, jmp: 5, jmp32: 6, alu64: 7 } as const;

/** Bit 3 of arithmetic and jumps: the operand is a register. */
export const BPF_X = 0x08;

export const BPF_IMM = 0x00;
export const BPF_MEM = 0x60;
export const BPF_MEMSX = 0x80;
export const BPF_ATOMIC = 0xc0;
/** imm of an atomic operation: gives back the value before. */
export const BPF_FETCH = 0x01;

export const BPF_JA = 0x00;
export const BPF_CALL = 0x80;
export const BPF_EXIT = 0x90;
export const BPF_NEG = 0x80;
export const BPF_MOV = 0xb0;
export const BPF_END = 0xd0;

/** src_reg of a 64-bit load: the immediate is the descriptor of a map. */
export const BPF_PSEUDO_MAP_FD = 1;
/** src_reg of a call: into the program itself, or of a kernel function by its BTF id. */
export const BPF_PSEUDO_CALL = 1;
export const BPF_PSEUDO_KFUNC_CALL = 2;

/** Sizes of memory accesses, with the bits that they have in a code. */
export const Size = { u8: 0x10, u16: 0x08, u32: 0x00, u64: 0x18 } as const;
export type Size = keyof typeof Size;

/** Arithmetic as the verifier's log writes it. `s` stands for signed. */
export const Arithmetic = {
  "+=": 0x00,
  "-=": 0x10,
  "*=": 0x20,
  "/=": 0x30,
  "|=": 0x40,
  "&=": 0x50,
  "<<=": 0x60,
  ">>=": 0x70,
  "%=": 0x90,
  "^=": 0xa0,
  "=": BPF_MOV,
  "s>>=": 0xc0,
} as const;
export type Arithmetic = keyof typeof Arithmetic;

/** Conditions as the verifier's log writes them. `&`: a bit of the operand is set; `s` stands for signed. */
export const Condition = {
  "==": 0x10,
  ">": 0x20,
  ">=": 0x30,
  "&": 0x40,
  "!=": 0x50,
  "s>": 0x60,
  "s>=": 0x70,
  "<": 0xa0,
  "<=": 0xb0,
  "s<": 0xc0,
  "s<=": 0xd0,
} as const;
export type Condition = keyof typeof Condition;

/** Read-modify-write operations on memory. */
export const Atomic = { "+=": 0x00, "|=": 0x40, "&=": 0x50, "^=": 0xa0 } as const;
export type Atomic = keyof typeof Atomic;

/** Changes of byte order: class, source bit and width. */
export const ByteOrder = {
  le16: [Class.alu, 0, 16],
  le32: [Class.alu, 0, 32],
  le64: [Class.alu, 0, 64],
  be16: [Class.alu, BPF_X, 16],
  be32: [Class.alu, BPF_X, 32],
  be64: [Class.alu, BPF_X, 64],
  bswap16: [Class.alu64, 0, 16],
  bswap32: [Class.alu64, 0, 32],
  bswap64: [Class.alu64, 0, 64],
} as const;
export type ByteOrder = keyof typeof ByteOrder;
