#!/bin/bash
# Starts Node-RED with a login in front of its editor.
# usage: PORT=8001 [VARIANT=token|browser] [ALICE_PASSWORD=…] [BOB_PASSWORD=…] ./start.sh WORKDIR
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../node_product.sh
source "$FOLDER/../node_product.sh"
PORT=${PORT:?set PORT}
VARIANT=${VARIANT:-token}
HEALTH=/auth/login
NPM_OPTIONS=(--omit=dev)

install_product "${1:-${WORKDIR:?name a WORKDIR}}"
# New data for every start: sessions of an earlier one would be known to nobody.
rm -rf "$WORKDIR/data"
mkdir "$WORKDIR/data"
cp "$FOLDER/settings.js" "$INSTALLED/settings.js"
serve "$INSTALLED/node_modules/node-red/red.js" -s "$INSTALLED/settings.js" -u "$WORKDIR/data"
