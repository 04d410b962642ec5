#!/bin/sh
# Builds the starter for the machines that engines run on: FOLDER/starter-x86_64 and FOLDER/starter-aarch64.
#
#   build.sh FOLDER
#   build.sh --compilers     prints the compilers of this machine; ends with 3 where they are not those named below
#
# It installs nothing. It needs these packages of Debian 12 (on x86-64; on ARM it is gcc and gcc-x86-64-linux-gnu):
#
#   apt-get install --no-install-recommends gcc gcc-aarch64-linux-gnu
#
# After a change of starter.c, run this with the folder of the resources:
#
#   runner/src/main/starter/build.sh runner/src/main/resources/dev/softservice/runner/docker/warm
set -eu
# What the files in the resources were built with. These build the same bytes every time; other versions may build others.
compilers='x86_64: gcc 12.2.0, ld 2.40
aarch64: gcc 12.2.0, ld 2.40'
export LC_ALL=C
machines='x86_64 aarch64'

[ $# = 1 ] || { echo "usage: build.sh FOLDER | build.sh --compilers" >&2; exit 2; }
for machine in $machines; do
  command -v "$machine-linux-gnu-gcc" >/dev/null || {
    echo "build.sh: no $machine-linux-gnu-gcc here; apt-get install the packages that this script names" >&2
    exit 2
  }
done

if [ "$1" = --compilers ]; then
  here=$(for machine in $machines; do
    gcc=$("$machine-linux-gnu-gcc" -dumpfullversion)
    ld=$("$machine-linux-gnu-ld" --version | sed -n '1s/.* \([0-9][0-9.]*\).*/\1/p')
    echo "$machine: gcc $gcc, ld $ld"
  done)
  echo "$here"
  [ "$here" = "$compilers" ] || exit 3
  exit 0
fi

source=$(dirname "$0")
for machine in $machines; do
  # Small and alone: no library, no tables for debuggers, no protection that needs a library.
  # The same bytes each time: no build id, no name of the compiler, no path.
  # One segment, read and executed: the program has no data that changes.
  "$machine-linux-gnu-gcc" -std=c11 -Wall -Wextra -Werror -Os \
    -ffreestanding -fno-builtin -fno-tree-loop-distribute-patterns \
    -fno-pie -fno-stack-protector -fno-stack-clash-protection -fcf-protection=none \
    -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-ident \
    -nostdlib -static -no-pie -s \
    -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,-z,noexecstack \
    -o "$1/starter-$machine" "$source/starter.c"
done
