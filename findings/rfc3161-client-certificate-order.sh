#!/usr/bin/env bash
# rfc3161-client takes a time stamp for broken when the service's certificates do not come in the order of DER.
#
# The certificates of a CMS message are a SET OF, but only what is signed must be DER (RFC 5652, 5.1); `openssl ts -reply` sends
# them as its settings name them. Whether an answer with two certificates can be read then depends on the bytes of their keys:
# at least one of the two orders below is refused, with "ASN.1 parse error: ... InvalidSetOrdering". `openssl ts -verify` takes both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet rfc3161-client==1.0.9
for name in ca other tsa; do
  openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.pem -days 9 -subj "/CN=$name" \
    -addext extendedKeyUsage=critical,timeStamping 2>/dev/null
done
echo 01 >serial
printf '[tsa]\ndefault_tsa=own\n[own]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\ncerts=more.pem\nsigner_digest=sha256\ndefault_policy=1.2.3\ndigests=sha256\n' >tsa.cnf
echo words >data
openssl ts -query -data data -sha256 -cert -out q.tsq 2>/dev/null
for order in "ca other" "other ca"; do
  for name in $order; do cat "$name.pem"; done >more.pem
  openssl ts -reply -queryfile q.tsq -config tsa.cnf -out reply.tsr 2>/dev/null
  openssl ts -verify -data data -in reply.tsr -CAfile tsa.pem 2>/dev/null | tail -n 1
  venv/bin/python -c 'import rfc3161_client as r; r.decode_timestamp_response(open("reply.tsr", "rb").read()); print("read")' 2>&1 | tail -n 1 || true
done
