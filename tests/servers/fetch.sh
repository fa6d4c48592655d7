#!/usr/bin/env bash
# Unpacks Debian's mail servers into build/servers, each with the libraries that this machine lacks. Nothing is installed:
# as packages they exclude each other, and `inside.sh` shows each its own files at the places that it was built for.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$PWD/build/servers

depends() { apt-cache depends "$@" | sed -nE 's/^ *\|?(Pre)?Depends: (lib[^ ]+)$/\2/p' | sort -u; }

libraries() { # PACKAGE...: those that this machine lacks, and what they need in turn
  local name lacking=()
  for name in $(depends "$@"); do
    dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' || lacking+=("$name")
  done
  ((${#lacking[@]})) || return 0
  printf '%s\n' "${lacking[@]}"
  libraries "${lacking[@]}"
}

unpack() { # NAME PACKAGE...
  local name=$1 files
  shift
  [[ -e $folder/$name/.ready ]] && return
  rm -rf "${folder:?}/$name"
  mkdir -p "$folder/$name/debs" "$folder/$name/root"
  mapfile -t files < <(libraries "$@" | sort -u)
  (cd "$folder/$name/debs" && apt-get -qq download "$@" "${files[@]}" 2>/dev/null)
  for deb in "$folder/$name"/debs/*.deb; do dpkg -x "$deb" "$folder/$name/root"; done
  rm -rf "$folder/$name/debs"
  touch "$folder/$name/.ready"
}

unpack postfix postfix
unpack exim exim4-base exim4-daemon-light
unpack opensmtpd opensmtpd
