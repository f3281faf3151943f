/** Network namespaces in requests: they go to the kernel as descriptors, which live as long as the call. */
import { type Descriptor, ffi, type NetworkNamespace, openNamespace } from "../../../ffi/index.js";

/** The attributes by which a request names a namespace. */
export type NamespaceAttributes = { netNsPid: number } | { netNsFd: number };

/** Descriptors opened for one call. */
export class NamespaceDescriptors {
  readonly #open: Descriptor[] = [];

  /** @throws SyscallError when there is no such namespace */
  attributesOf(namespace: NetworkNamespace): NamespaceAttributes {
    if (typeof namespace === "object") {
      // The kernel looks the process up itself, without the permission to trace it that its /proc entry asks for.
      if ("pid" in namespace) return { netNsPid: namespace.pid };
      if ("fd" in namespace) return { netNsFd: namespace.fd };
    }
    const descriptor = openNamespace(ffi(), namespace);
    this.#open.push(descriptor);
    return { netNsFd: descriptor.fd };
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#open.splice(0)) descriptor.close();
  }
}
