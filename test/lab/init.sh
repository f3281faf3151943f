#!/bin/busybox sh
# First process of the guest, in the initramfs: sees to it that the host's folders are there, then becomes the job.
#
# The kernel command line gives LAB_JOB, the length of a shell script that waits on the first port, in bytes. It sets
#
#   lab_root     folder of the host that is the root file system; what is written to it stays in memory
#   lab_tree     folder of the host that is seen under the same path in any root, in the same way
#   lab_shares   number of further folders, which the guest writes to for good: lab_share_1 … are their paths
#   lab_modules  folder of the host with the kernel's modules, or empty
#   lab_config   the kernel's .config on the host, or empty
#   lab_node     node on the host, put into the root when that has another one; or empty
#   lab_release  the kernel's release
#
# and defines `main`, which is sourced from the root file system as process 1.
bb=/bin/busybox
fail() {
  echo "lab: $*" >/dev/console
  exit 1 # Ends process 1, which stops the machine (panic=-1).
}
mount() { $bb mount "$@" || fail "cannot mount $*"; }

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do
  [ -e "$module" ] && { $bb insmod "$module" || fail "cannot load $module"; }
done

# Devices are found while we go on: ten seconds at most.
tries=0
until [ -c /dev/vport0p1 ] && [ -c /dev/vport0p3 ]; do
  tries=$((tries + 1))
  [ $tries -lt 1000 ] || fail "no virtio ports"
  $bb usleep 10000
done
$bb head -c "$LAB_JOB" </dev/vport0p1 >/job
. /job

p9=trans=virtio,version=9p2000.L,msize=1048576
mount -t 9p -o $p9,cache=loose,ro host /host
mount -t tmpfs tmpfs /rw

overlay() { # LOWER NAME TARGET
  $bb mkdir -p "/rw/$2/upper" "/rw/$2/work"
  mount -t overlay -o "lowerdir=$1,upperdir=/rw/$2/upper,workdir=/rw/$2/work" overlay "$3"
}
overlay "/host$lab_root" root /new
$bb mkdir -p /new/proc /new/sys /new/dev /new/run /new/tmp
mount -t tmpfs tmpfs /new/tmp
mount -t tmpfs tmpfs /new/run
$bb chmod 1777 /new/tmp
$bb mkdir -p "/new$lab_tree" /new/run/lab
overlay "/host$lab_tree" tree "/new$lab_tree"
share=1
while [ $share -le "$lab_shares" ]; do
  eval "path=\$lab_share_$share"
  $bb mkdir -p "/new$path"
  mount -t 9p -o $p9 "share$share" "/new$path"
  share=$((share + 1))
done
if [ "$lab_modules" ]; then
  $bb mkdir -p "/new/lib/modules/$lab_release"
  mount -o bind "/host$lab_modules" "/new/lib/modules/$lab_release"
fi
if [ "$lab_config" ]; then
  $bb mkdir -p /new/boot
  $bb cp "/host$lab_config" "/new/boot/config-$lab_release" || fail "cannot copy $lab_config"
fi
if [ "$lab_node" ]; then
  $bb mkdir -p /new/usr/local/bin
  : >/new/usr/local/bin/node
  mount -o bind "/host$lab_node" /new/usr/local/bin/node
fi
$bb cp /job /new/run/lab/job

mount -o move /proc /new/proc
mount -o move /sys /new/sys
mount -o move /dev /new/dev
$bb mkdir -p /new/dev/pts /new/dev/shm
mount -t devpts devpts /new/dev/pts
mount -t tmpfs shm /new/dev/shm
$bb ln -sf /proc/self/fd /new/dev/fd
exec $bb switch_root /new /bin/sh -c '. /run/lab/job; main'
