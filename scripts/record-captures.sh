#!/bin/sh
# Records real netlink traffic: runs test/fixtures/recordings/SUBJECT.sh and writes what strace saw of it
# to test/fixtures/captures/SUBJECT.txt.
#
#   scripts/record-captures.sh [-o DIRECTORY] [SUBJECT…]     all subjects when none is named
#
# Needs root and strace. Every recording runs in network, mount and process namespaces of its own, so it cannot touch
# the machine's interfaces. The same script serves on any kernel: a subject whose `needs` line fails there is skipped
# and its old capture stays.
#
# On a kernel with every tunnel built in, write 2 to /proc/sys/net/core/fb_tunnels_only_for_init_net first: otherwise each
# new namespace has ten fallback devices, and every list of links is ten links longer.
#
# A recording is a plain list of commands:
#
#   needs COMMAND…              run in a scratch namespace; the subject is skipped when it fails
#   strace_options OPTION…      replaces the options that make a lossless capture, for variety in the text
#   strace_to_stderr            the text goes to standard error instead of a file, which changes how processes are marked
#   keep_peeks                  keeps reads with MSG_PEEK, which show a datagram that comes again and are left out otherwise
#   setup COMMAND…              not traced; the recording stops when it fails
#   attempt COMMAND…            not traced; may fail
#   trace COMMAND…              traced; may fail, because a refusal by the kernel is a recording too
#   batch ip|bridge|tc|devlink [OPTION…] <<'END'   the lines of the here-document, traced, in one process: the name map that
#                               these tools fetch first is then recorded once and not once a command
#   $raw                        a scratch file name, for what a recording must write
#   trace_in_background COMMAND…   traced until `trace_stop`, for monitors; both wait until it has nothing more to say
#   wait_for COMMAND…           not traced; tried until it succeeds, half a minute at most
#
# Lines starting with "strace: " in a capture are notes (strace's own form for them): kernel, tools, and the command
# that the lines below belong to.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin

self=$(readlink -f "$0")
root=$(dirname "$(dirname "$self")")
lossless='-f -yy -s 0 -e trace=%net,read,write,readv,writev,close,dup,dup2,dup3,fcntl -e read=all -e write=all'

# Keeps the records (a call and its dump lines) that belong to netlink sockets, and the notes and exits; $1: peeks too.
netlink_only() {
  awk -v peeks="$1" '
    /^ [|*=] / { if (keeping) print; next }
    /^strace: / || /(\+\+\+|---) / { keeping = 0; print; next }
    /^ <unfinished/ { unfinished[pid] = keeping; if (keeping) print; next }
    {
      keeping = 0
      pid = 0
      if (match($0, /^\[pid +[0-9]+/)) pid = substr($0, RSTART + 4, RLENGTH - 4) + 0
      else if (match($0, /^[0-9]+ /)) pid = $1
      if (match($0, /<\.\.\. [a-z0-9_]+ resumed>/)) {
        from = (pid in unfinished) ? pid : 0
        keeping = unfinished[from]
        delete unfinished[from]
        if (keeping) print
        next
      }
      if (!match($0, /[a-z][a-z0-9_]*\(/)) next
      name = substr($0, RSTART, RLENGTH - 1)
      args = substr($0, RSTART + RLENGTH)
      sub(/^[a-z]+=/, "", args)
      returned = match($0, /= [0-9]+(<[^ ]*>)?( <[0-9.]+>)?$/) ? substr($0, RSTART + 2) + 0 : -1
      if (name == "socket") {
        keeping = args ~ /^AF_NETLINK/
        if (keeping && returned >= 0) netlink[pid, returned] = 1
      } else if (args ~ /^[0-9]+/) {
        fd = args + 0
        keeping = (args ~ /^[0-9]+<NETLINK/) || ((pid, fd) in netlink)
        if (keeping && name ~ /^(dup|fcntl)/ && args !~ /F_[GS]ET/ && returned >= 0) netlink[pid, returned] = 1
        if (name == "close") delete netlink[pid, fd]
      }
      if (!peeks && /MSG_PEEK/) keeping = 0
      if (/<unfinished \.\.\.>$/) unfinished[pid] = keeping
      if (keeping) print
    }'
}

# Scratch file names differ from run to run and are no part of a recording.
note() { printf 'strace: %s\n' "$*" | sed "s|$raw|scratch|g" >>"$raw"; }

needs() {
  unshare --net "$@" >/dev/null 2>&1 || { echo "$subject: skipped, this machine cannot: $*" >&2; exit 77; }
}

strace_options() { options=$*; }

strace_to_stderr() { to_stderr=1; }

keep_peeks() { : >"$raw.peeks"; }

setup() {
  timeout 30 "$@" >/dev/null 2>"$raw.error" || { echo "$subject: setup failed: $*: $(cat "$raw.error")" >&2; exit 1; }
}

wait_for() {
  tries=0
  until timeout 30 "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || { echo "$subject: in vain: $*" >&2; exit 1; }
    sleep 0.5
  done
}

attempt() { timeout 30 "$@" >/dev/null 2>&1 || true; }

trace() {
  note "\$ $*"
  # shellcheck disable=SC2086
  if [ "$to_stderr" ]; then
    timeout 30 strace $options -- sh -c 'exec "$@" >/dev/null 2>&1' sh "$@" 2>>"$raw" || refused "$@"
  else
    timeout 30 strace -A -o "$raw" $options -- "$@" >/dev/null 2>"$raw.error" || refused "$@"
  fi
}

# Go on after a refusal; read commands from standard input.
batch_options() {
  case $1 in
    devlink) echo '-f -b -' ;;
    *) echo '-force -batch -' ;;
  esac
}

batch() {
  cat >"$raw.lines"
  while read -r line; do note "\$ $* $line"; done <"$raw.lines"
  # shellcheck disable=SC2086
  timeout 60 strace -A -o "$raw" $options -- "$@" $(batch_options "$1") <"$raw.lines" >/dev/null 2>"$raw.error" ||
    sed "s/^/$subject: refused: /" "$raw.error" >&2
}

refused() { echo "$subject: refused: $*: $(head -c 200 "$raw.error" | tr '\n' ' ')" >&2; }

# Waits until the background's text is there and has not grown for two seconds, half a minute at most.
settle() {
  still=0 size=0 tries=0
  while [ $still -lt 2 ] && [ $tries -lt 30 ]; do
    sleep 1
    tries=$((tries + 1)) before=$size
    size=$(wc -c <"$raw.background")
    if [ "$size" -gt "$opening" ] && [ "$size" = "$before" ]; then still=$((still + 1)); else still=0; fi
  done
}

trace_in_background() {
  printf 'strace: $ %s\n' "$*" >"$raw.background"
  opening=$(wc -c <"$raw.background")
  # shellcheck disable=SC2086
  timeout 120 strace -A -o "$raw.background" $options -- "$@" >/dev/null 2>&1 </dev/null &
  background=$!
  settle
}

trace_stop() {
  settle
  kill -TERM "$background"
  wait "$background"
  cat "$raw.background" >>"$raw"
}

# Runs one recording; already inside the namespaces.
record() {
  subject=$1 raw=$2
  options=$lossless to_stderr=
  : >"$raw.error"
  mount -t sysfs none /sys
  mount -t tmpfs none /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs none /run/netns; }
  # Whether a router was asked for already is a matter of time.
  for default in /proc/sys/net/ipv6/conf/*/router_solicitations; do echo 0 >"$default"; done
  cd / || exit 1
  : >"$raw"
  note "kernel $(uname -r | cut -d- -f1), $(ip -V | sed 's/.*iproute2-\([0-9.]*\).*/iproute2 \1/'), $(strace -V | sed -n '1s/ -- version//p')"
  # shellcheck disable=SC1090
  . "$root/test/fixtures/recordings/$subject.sh"
}

if [ "${1-}" = --inside ]; then
  record "$2" "$3"
  exit 0
fi

out=$root/test/fixtures/captures
while getopts o: option; do
  case $option in
    o) out=$OPTARG ;;
    *) sed -n '2,/^set -u/{/^#/s/^# \{0,1\}//p}' "$self"; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
if [ $# -eq 0 ]; then
  for file in "$root"/test/fixtures/recordings/*.sh; do
    set -- "$@" "$(basename "$file" .sh)"
  done
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
failed=0
for subject; do
  rm -f "$work"/*
  timeout 300 unshare --net --mount --pid --fork --mount-proc --kill-child sh "$self" --inside "$subject" "$work/raw"
  case $? in
    0)
      netlink_only "$([ -e "$work/raw.peeks" ] && echo 1)" <"$work/raw" >"$out/.partial"
      # Whole or not there, however this ends.
      mv "$out/.partial" "$out/$subject.txt"
      echo "$subject: $(grep -c '^strace: \$' "$out/$subject.txt") commands, $(wc -c <"$out/$subject.txt") bytes"
      ;;
    77) ;;
    *) failed=1 ;;
  esac
done
exit $failed
