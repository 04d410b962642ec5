#!/bin/sh
# Runs a command on what is to it a machine of its own: own network, own /run, and, where wanted, programs of another release.
#
#   unshare --net --mount --propagation slave own-machine.sh FOLDER PROGRAMS COMMAND...
#
# FOLDER is the command's own. PROGRAMS is a folder with the usr and the etc of another release, or empty: this machine's.
set -e

folder=$1
programs=$2
shift 2
ip link set lo up
# A bridge of its own, by name and address: an engine finds it, and makes none.
ip link add name ssown0 type bridge
ip addr add 10.212.0.1/24 dev ssown0
ip link set ssown0 up
mount -t tmpfs -o mode=755 tmpfs /run
if [ -n "$programs" ]; then
  mkdir -p "$folder/etc" "$folder/etc.work"
  mount -t overlay -o "lowerdir=$programs/etc:/etc,upperdir=$folder/etc,workdir=$folder/etc.work" overlay /etc
  mount --bind "$programs/usr" /usr
fi
exec "$@"
