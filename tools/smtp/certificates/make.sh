#!/bin/sh
# Makes the certificates of this folder anew, for servers of tests on this machine; needs openssl and nothing else. The keys are in
# the repository on purpose: nobody trusts them but a test that says so.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
cat > ca.cnf <<'CNF'
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
x509_extensions = leaf
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[leaf]
basicConstraints = critical,CA:false
extendedKeyUsage = serverAuth
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused
CNF
touch index.txt
echo 01 > serial
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2> openssl.log; }
sign() { openssl ca -batch -config ca.cnf -notext -startdate "$1" -enddate "$2" -out "$3" -in request.csr "$4" "$5" $6 2> openssl.log; }
authority() { # its file
  key "$1"
  openssl req -new -config ca.cnf -key "$1.key" -subj '/CN=Example test authority' -out request.csr
  sign 20260101000000Z 21260101000000Z "$1.pem" -keyfile "$1.key" '-selfsign -extensions root'
}
leaf() { # its file, its authority, its names, its first day, its last
  openssl req -new -config ca.cnf -key server.key -subj "/CN=$1.example.ca" -addext "subjectAltName=$3" -out request.csr
  sign "$4" "$5" "$1.pem" -keyfile "$2.key" "-cert $2.pem"
}
authority authority
authority stranger
key server
here_names='DNS:localhost,IP:127.0.0.1'
leaf good authority "$here_names" 20260101000000Z 21260101000000Z
leaf another-name authority 'DNS:other.example.ca' 20260101000000Z 21260101000000Z
leaf expired authority "$here_names" 20200101000000Z 20210101000000Z
leaf strange stranger "$here_names" 20260101000000Z 21260101000000Z
cp authority.pem good.pem another-name.pem expired.pem strange.pem server.key "$here"
