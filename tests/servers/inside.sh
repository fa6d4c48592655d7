#!/usr/bin/env bash
# inside.sh ROOT CONFIG COMMAND...: runs a command where an unpacked package looks installed, in mounts of its own that end
# with it: its files over /usr and /etc, CONFIG over /etc, an empty /var, and the accounts that its installation would make.
set -euo pipefail
root=$1 config=$2
shift 2

over=$(mktemp -d)
mount -t tmpfs none "$over"
mkdir -p "$over"/{etc,upper,work} "$root"/{usr,etc,var}
cp -r /etc/passwd /etc/group "$config"/. "$over/etc/"
number=790
for name in Debian-exim postfix postdrop opensmtpd opensmtpq; do
  number=$((number + 1))
  echo "$name:x:$number:$number::/nonexistent:/usr/sbin/nologin" >>"$over/etc/passwd"
  echo "$name:x:$number:" >>"$over/etc/group"
done
mount -t overlay none -o "lowerdir=$root/usr:/usr" /usr
mount -t overlay none -o "lowerdir=$over/etc:$root/etc:/etc" /etc
mount -t overlay none -o "lowerdir=$root/var:/var,upperdir=$over/upper,workdir=$over/work" /var
exec "$@"
