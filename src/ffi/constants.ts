// include/linux/socket.h, include/uapi/asm-generic/{socket,fcntl}.h, include/uapi/linux/{netlink,sched}.h

export const AF_NETLINK = 16;

export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_RCVBUFFORCE = 33;

export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;

export const O_RDONLY = 0;
export const O_CLOEXEC = 0o2000000;

export const CLONE_NEWNET = 0x40000000;
