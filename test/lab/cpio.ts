/** Writes cpio archives in the format that the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst). */

export interface ArchiveEntry {
  /** Without a slash in front. */
  readonly path: string;
  /** Type and permission bits, as in st_mode. */
  readonly mode: number;
  readonly content: Uint8Array;
}

export const S_IFDIR = 0o040000;
export const S_IFREG = 0o100000;

/** The archive, the same for the same entries: inode numbers count up, times are 0, the owner is root. */
export function cpio(entries: readonly ArchiveEntry[]): Buffer {
  const parts: Buffer[] = [];
  const all = [...entries, { path: "TRAILER!!!", mode: 0, content: new Uint8Array() }];
  all.forEach(({ path, mode, content }, index) => {
    const name = Buffer.from(`${path}\0`);
    const links = (mode & S_IFDIR) !== 0 ? 2 : 1;
    const inode = index + 1;
    // Inode, mode, owner, group, links, time, size, device, device of a special file, length of the name, checksum.
    const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0];
    const head = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`;
    parts.push(padded(Buffer.concat([Buffer.from(head), name])), padded(Buffer.from(content)));
  });
  return Buffer.concat(parts);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
