#!/bin/bash
# Starts an OpenID Provider made with oidc-provider, and an API that takes its tokens.
# usage: PORT=8001 [VARIANT=code|browser] ./start.sh WORKDIR
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../node_product.sh
source "$FOLDER/../node_product.sh"
PORT=${PORT:?set PORT}
VARIANT=${VARIANT:-code}
HEALTH=/healthz
NPM_OPTIONS=(--omit=dev)

install_product "${1:-${WORKDIR:?name a WORKDIR}}"
cp "$FOLDER/app/server.mjs" "$INSTALLED/server.mjs"
serve "$INSTALLED/server.mjs"
