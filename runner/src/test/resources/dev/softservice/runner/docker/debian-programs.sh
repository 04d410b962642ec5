#!/usr/bin/env bash
# Unpacks packages of a release of Debian, with all that they need, into a folder. Nothing of it is installed or configured.
#
#   debian-programs.sh FOLDER RELEASE PACKAGE...
#
# A folder that is complete is left as it is. FOLDER/versions says which version of which package is in it. Packages are fetched
# with apt, which checks their signatures, with lists and a cache of this folder's own. SOFTSERVICE_DEBIAN_MIRROR names a mirror.
set -eu

folder=$1
release=$2
shift 2
mirror=${SOFTSERVICE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
keys=/usr/share/keyrings/debian-archive-keyring.gpg

mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
[ ! -e "$folder/versions" ] || exit 0

rm -rf "$folder"
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/apt/parts"
: >"$folder/apt/status"
echo "deb [signed-by=$keys] $mirror $release main" >"$folder/apt/sources.list"
cat >"$folder/apt/conf" <<END
Dir::State "$folder/apt";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt";
Dir::Etc::SourceList "$folder/apt/sources.list";
Dir::Etc::SourceParts "$folder/apt/parts";
Dir::Etc::Preferences "$folder/apt/none";
Dir::Etc::PreferencesParts "$folder/apt/parts";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
Acquire::Retries "3";
Binary::apt-get::APT::Keep-Downloaded-Packages "true";
END
# This machine's own settings may throw packages away as soon as they are there.
export APT_CONFIG="$folder/apt/conf"
apt=(apt-get -q -o "Dir::Etc::Parts=$folder/apt/parts")
"${apt[@]}" update
"${apt[@]}" install -y --download-only "$@"

# As base-files would have it.
for place in bin sbin lib lib64; do
  mkdir -p "$folder/root/usr/$place"
  ln -s "usr/$place" "$folder/root/$place"
done
mkdir -p "$folder/root/etc"
for package in "$folder"/apt/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$folder/root"
done
# What installing them would choose among alternatives: the same firewall as this machine's.
variant=$(basename "$(readlink -f "$(command -v iptables || echo /usr/sbin/xtables-nft-multi)")" | sed 's/^xtables-//; s/-multi$//')
for program in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  family=${program%%-*}
  action=${program#"$family"}
  [ ! -e "$folder/root/usr/sbin/$family-$variant$action" ] || ln -sf "$family-$variant$action" "$folder/root/usr/sbin/$program"
done
for package in "$folder"/apt/archives/*.deb; do
  dpkg-deb --show --showformat '${Package} ${Version}\n' "$package"
done >"$folder/apt/versions"
mv "$folder/apt/versions" "$folder/versions"
rm -rf "$folder/apt"
