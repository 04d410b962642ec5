#!/usr/bin/env bash
# Makes sure that a container engine answers and that the Debian base image is there.
#
#   engine.sh [--pid-file FILE]
#
# Uses the Docker that answers (DOCKER_HOST and contexts honoured). Where none does and this is root on Debian or Ubuntu, it
# installs docker.io and starts dockerd: with systemd where there is one, else by hand, and then writes dockerd's pid to FILE.
# The base image debian:bookworm-slim is pulled, or made with debootstrap where no registry can be reached; it is also
# tagged softservice/base:bookworm. What is already there is left alone. Every line printed says what is being done.
#
# Exit codes: 0 ready, 3 no engine and no way to get one (the last line says what to do).
set -u

base=softservice/base:bookworm
known=debian:bookworm-slim
mirror=${SOFTSERVICE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
log=/var/log/softservice-dockerd.log
pid_file=

while [ $# -gt 0 ]; do
  case $1 in
    --pid-file) pid_file=${2:?--pid-file wants a file}; shift 2 ;;
    *) echo "engine.sh: unknown option $1; known: --pid-file FILE"; exit 2 ;;
  esac
done

say() { printf '%s\n' "$*"; }
give_up() { say "$*"; exit 3; }
engine_version() { timeout 20 docker version --format '{{.Server.Version}}' 2>/dev/null; }
has_image() { docker image inspect "$1" >/dev/null 2>&1; }
# Own standard input and output: nothing started here may hold a pipe of the caller open.
quietly() { "$@" </dev/null >>"$scratch/log" 2>&1; }

ready() {
  command -v docker >/dev/null 2>&1 || return 1
  version=$(engine_version) && [ -n "$version" ] || return 1
}

install_engine() {
  [ -z "${DOCKER_HOST:-}" ] || give_up "no container engine answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST"
  if ! command -v dockerd >/dev/null 2>&1; then
    command -v apt-get >/dev/null 2>&1 || give_up "no container engine answers: install Docker (https://docs.docker.com/engine/install/) and start it"
    [ "$(id -u)" = 0 ] || give_up "no container engine answers: run 'sudo apt-get install docker.io', then add yourself to the group docker"
    say "no container engine here: installing Debian's docker.io"
    fetch_lists
    begin_root
    # RUNLEVEL=1 keeps the package from starting a daemon that nobody would stop; with systemd its unit starts it below.
    quietly env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends docker.io iptables ca-certificates \
      || give_up "apt-get could not install docker.io: $(tail -n 1 "$scratch/log")"
  fi
  [ "$(id -u)" = 0 ] || give_up "no container engine answers: start Docker, for instance with 'sudo systemctl start docker', or join the group docker"
  start_engine
}

# Once; and not where somebody has just done it, as the launcher for Maven. apt-get writes into "partial" first.
fetch_lists() {
  [ -z "${lists:-}" ] || return 0
  lists=fetched
  [ -z "$(find /var/lib/apt/lists/partial -maxdepth 0 -mmin -15 2>/dev/null)" ] || ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || return 0
  quietly apt-get update || say "apt-get update failed, going on with the package lists that are here"
}

# An engine that is still to be installed knows no registry but the usual one. Where that is out of reach, the base image is made meanwhile.
begin_root() {
  [ -z "${HTTPS_PROXY:-}${https_proxy:-}" ] || return 0
  timeout 5 bash -c ': </dev/tcp/registry-1.docker.io/443' 2>/dev/null && return
  install_debootstrap
  start_root
}

start_engine() {
  if [ -d /run/systemd/system ]; then
    say "starting Docker with systemd"
    quietly systemctl start docker || give_up "systemd could not start Docker: see 'journalctl -u docker'"
  else
    mount_cgroups
    say "starting dockerd, its log is $log"
    # A session of its own and no descriptor of ours (9 is the lock): it outlives this script and holds nothing open.
    setsid dockerd </dev/null >>"$log" 2>&1 9>&- &
    started=$!
    [ -z "$pid_file" ] || printf '%s\n' "$started" >"$pid_file"
  fi
  for _ in $(seq 1 300); do
    ready && return
    [ -z "${started:-}" ] || kill -0 "$started" 2>/dev/null || give_up "dockerd ended at once: $(tail -n 1 "$log")"
    sleep 0.1
  done
  give_up "Docker was started but does not answer after 30 s: see $log"
}

# A bare container or a small virtual machine may have no cgroup hierarchy mounted; dockerd needs one.
mount_cgroups() {
  [ -e /sys/fs/cgroup/cgroup.controllers ] || [ -d /sys/fs/cgroup/devices ] && return
  say "mounting the cgroup hierarchies"
  mountpoint -q /sys/fs/cgroup || quietly mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  for controller in $(awk '!/^#/ && $4 == 1 {print $1}' /proc/cgroups); do
    mkdir -p "/sys/fs/cgroup/$controller"
    quietly mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller"
  done
}

base_image() {
  if ! has_image "$known"; then
    if has_image "$base"; then
      docker tag "$base" "$known"
    elif say "pulling $known" && quietly timeout 300 docker pull "$known"; then
      :
    else
      make_base
    fi
  fi
  has_image "$base" || docker tag "$known" "$base"
}

make_base() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
    || give_up "$known can't be pulled: load it with 'docker load', or run this as root on Debian, where debootstrap can make it"
  say "no registry can be reached: making $known with debootstrap from $mirror (about 30 s)"
  if [ -z "${making:-}" ]; then
    install_debootstrap
    start_root
  fi
  wait "$making" \
    || give_up "debootstrap failed: $(tail -n 1 "$scratch/root.log") (is $mirror reachable? SOFTSERVICE_DEBIAN_MIRROR names another)"
  say "importing it"
  tar -C "$scratch/root" --numeric-owner --one-file-system -c . \
    | docker import --change 'CMD ["bash"]' --change 'LABEL dev.softservice.role=base' - "$known" >>"$scratch/log" 2>&1 \
    || give_up "docker import failed: $(tail -n 1 "$scratch/log")"
}

install_debootstrap() {
  command -v debootstrap >/dev/null 2>&1 && return
  say "installing debootstrap"
  fetch_lists
  quietly env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends debootstrap debian-archive-keyring wget \
    || give_up "apt-get could not install debootstrap: $(tail -n 1 "$scratch/log")"
}

# In a group of processes of its own, so that all of them can be ended.
start_root() {
  set -m
  make_root </dev/null >"$scratch/root.log" 2>&1 9>&- &
  making=$!
  set +m
}

make_root() {
  # Nothing of it has to survive a loss of power, and what the image is without anyway need not be unpacked.
  mkdir -p "$scratch/root/etc/dpkg/dpkg.cfg.d"
  dpkg_settings >"$scratch/root/etc/dpkg/dpkg.cfg.d/slim"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$scratch/root" "$mirror" && slim "$scratch/root"
}

dpkg_settings() {
  printf '%s\n' 'path-exclude /usr/share/doc/*' 'path-include /usr/share/doc/*/copyright' 'path-exclude /usr/share/man/*' \
    'path-exclude /usr/share/info/*' 'path-exclude /usr/share/locale/*' force-unsafe-io
}

# What Debian's own slim image does: no manuals, no package lists, and an apt that leaves nothing behind in layers.
slim() {
  rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/var/log/*.log "$1"/usr/share/doc/* "$1"/usr/share/man/* \
    "$1"/usr/share/info/* "$1"/usr/share/locale/*
  printf 'deb %s bookworm main\ndeb %s bookworm-updates main\ndeb %s-security bookworm-security main\n' \
    "$mirror" "$mirror" "${mirror%/}" >"$1/etc/apt/sources.list"
  dpkg_settings >"$1/etc/dpkg/dpkg.cfg.d/slim"
  printf 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };\nAcquire::Languages "none";\nAcquire::GzipIndexes "true";\n' \
    >"$1/etc/apt/apt.conf.d/slim"
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod +x "$1/usr/sbin/policy-rc.d"
  : >"$1/etc/machine-id"
  rm -f "$1/etc/hostname" "$1/etc/resolv.conf"
}

# What made the base image and was ended half-way has left something mounted there.
clear_scratch() {
  if [ -n "${making:-}" ] && kill -- "-$making" 2>/dev/null; then
    wait "$making" 2>/dev/null
    umount --lazy "$scratch/root/proc" "$scratch/root/sys" 2>/dev/null
  fi
  rm -rf --one-file-system "$scratch"
}

if ready && has_image "$known" && has_image "$base"; then
  say "container engine: Docker $version; base image $known is there"
  exit 0
fi

# One at a time on this machine: two test suites may well start together.
if command -v flock >/dev/null 2>&1; then
  exec 9>"${TMPDIR:-/tmp}/softservice-engine-setup.$(id -u).lock"
  flock -n 9 || { say "the engine is being set up already: waiting for that"; flock 9; }
fi
scratch=$(mktemp -d)
trap clear_scratch EXIT

ready || install_engine
say "container engine: Docker $version"
base_image
say "base image: $known"
