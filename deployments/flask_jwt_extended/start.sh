#!/bin/bash
# Starts Flask with Flask-JWT-Extended.
# usage: PORT=8001 [VARIANT=headers|cookies|cookies-nocsrf|noblocklist] [ALICE_PASSWORD=…] [ADMIN_PASSWORD=…]
#        ./start.sh WORKDIR
#        FOREGROUND=yes stays, as [start] in a target file wants it; WORKDIR may be a variable too.
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../python_product.sh
source "$FOLDER/../python_product.sh"
PORT=${PORT:?set PORT}
VARIANT=${VARIANT:-headers}
HEALTH=/api/public

install_product "${1:-${WORKDIR:?name a WORKDIR}}"
serve app:app
