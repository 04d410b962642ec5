#!/bin/sh
# Installs the softservice command from a hub:
#
#   curl -fsS @HUB@/install.sh | sh
#
# It fetches the program with the Java runtime that it brings, checks the checksum and the signature of the checksums, and puts
# it into one folder, with a link in a folder for commands. It installs nothing else and changes nothing else.
# As root: /opt/softservice and /usr/local/bin. Else: ~/.local/share/softservice and ~/.local/bin.
#
#   --prefix DIR   another folder for the program; the link is in DIR/bin then
#   --key KEY      refuse another signing key than this one: the second word of @HUB@/download/softservice.pub,
#                  learned from somebody you trust
#
# To remove it again, delete the folder and the link. Services that were installed with it stay as they are.
set -eu

hub='@HUB@'
key='@KEY@'
work=

say() { printf 'softservice: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is needed and not here: install it, then start again"; }
fetch() { curl -fsS --retry 3 -o "$work/$1" "$hub/download/$1" || fail "$hub/download/$1 cannot be fetched"; }

# OpenSSH's signatures of files, checked by OpenSSH or else by OpenSSL, whichever is here. Both refuse what another key signed.
check_signature() {
  if command -v ssh-keygen >/dev/null 2>&1; then
    printf 'softservice ssh-ed25519 %s\n' "$key" >"$work/signers"
    ssh-keygen -q -Y verify -f "$work/signers" -I softservice -n softservice-package -s "$work/SHA256SUMS.sig" \
      <"$work/SHA256SUMS" >/dev/null 2>&1
  elif command -v openssl >/dev/null 2>&1; then
    # The signature's last 64 bytes, over what OpenSSH's PROTOCOL.sshsig says; the key's last 32 bytes, as OpenSSL reads keys.
    sed '/SIGNATURE/d' "$work/SHA256SUMS.sig" | openssl base64 -d | tail -c 64 >"$work/raw"
    { printf 'SSHSIG\000\000\000\023softservice-package\000\000\000\000\000\000\000\006sha512\000\000\000\100'
      openssl dgst -sha512 -binary "$work/SHA256SUMS"; } >"$work/signed"
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf '%s\n' "$key" | openssl base64 -d | tail -c 32; } >"$work/key"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/signed" -sigfile "$work/raw" >/dev/null 2>&1
  else
    fail "neither ssh-keygen nor openssl is here to check the signature: install one (on Debian: apt-get install openssl), then start again"
  fi
}

# Archives need xz; Debian's own tool unpacks packages without it.
pick() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) archive=linux-x86_64.tar.xz package=_amd64.deb ;;
    Linux-aarch64 | Linux-arm64) archive=linux-aarch64.tar.xz package=_arm64.deb ;;
    *) fail "there is no program for $(uname -s) on $(uname -m): see $hub/download" ;;
  esac
  if command -v xz >/dev/null 2>&1; then ending=$archive; else need dpkg-deb; ending=$package; fi
  file=$(sed 's/^[0-9a-f]*  //' "$work/SHA256SUMS" | grep -e "$ending\$" | head -n 1) || true
  [ -n "$file" ] || fail "this hub has no program for $(uname -m): see $hub/download"
  case $file in */* | .*) fail "the list of checksums names $file, which is no plain name" ;; esac
}

unpack() {
  mkdir "$work/new"
  case $file in
    *.deb) dpkg-deb -x "$work/$file" "$work/deb" && mv "$work/deb/opt/softservice" "$work/new/program" ;;
    *) tar -xJf "$work/$file" -C "$work/new" && mv "$work/new"/softservice-* "$work/new/program" ;;
  esac
}

# Everything is in here, so that a script that was cut short does nothing.
main() {
  prefix= wanted=
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix | --key) [ $# -ge 2 ] || fail "$1 wants a value" ;;
      *) fail "$1 is no option: --prefix DIR, --key KEY" ;;
    esac
    case $1 in --prefix) prefix=$2 ;; --key) wanted=$2 ;; esac
    shift 2
  done
  if [ -n "$wanted" ] && [ "$wanted" != "$key" ]; then
    fail "this hub's program is signed by $key, not by the key that you gave: nothing was installed"
  fi
  for tool in curl sed grep tail tar sha256sum; do need "$tool"; done
  if [ -n "$prefix" ]; then
    case $prefix in /*) program=$prefix/softservice bin=$prefix/bin ;; *) fail "--prefix $prefix: has to begin with /" ;; esac
  elif [ "$(id -u)" = 0 ]; then
    program=/opt/softservice bin=/usr/local/bin
  else
    program=$HOME/.local/share/softservice bin=$HOME/.local/bin
  fi
  mkdir -p -- "$(dirname -- "$program")" "$bin" || fail "$program cannot be made: name another folder by --prefix"
  # Beside where it will be, so that the last step is one that cannot be half done.
  work=$(mktemp -d -- "$program.XXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  fetch SHA256SUMS
  fetch SHA256SUMS.sig
  check_signature || fail "the signature of $hub/download/SHA256SUMS does not hold: nothing was installed"
  pick
  say "fetching $file"
  fetch "$file"
  (cd "$work" && grep -e "  $file\$" SHA256SUMS | sha256sum -c - >/dev/null 2>&1) \
    || fail "$file is not what was signed: nothing was installed"
  unpack || fail "$file cannot be unpacked: nothing was installed"
  "$work/new/program/bin/softservice" --version >/dev/null || fail "the program does not run here: nothing was installed"
  if [ -e "$program" ]; then mv -- "$program" "$work/old"; fi
  mv -- "$work/new/program" "$program"
  ln -sf -- "$program/bin/softservice" "$bin/softservice"
  say "installed $("$bin/softservice" --version) in $program, signed by $key"
  case :$PATH: in *:"$bin":*) ;; *) say "$bin is not in your PATH: add it, or type $bin/softservice" ;; esac
}

main "$@"
