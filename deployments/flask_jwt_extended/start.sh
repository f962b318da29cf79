#!/bin/bash
# Starts Flask with Flask-JWT-Extended.
# usage: PORT=8001 [VARIANT=headers|cookies|cookies-nocsrf|noblocklist] [ALICE_PASSWORD=…] [ADMIN_PASSWORD=…]
#        ./start.sh WORKDIR
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../python_product.sh
source "$FOLDER/../python_product.sh"
PORT=${PORT:?set PORT}
VARIANT=${VARIANT:-headers}
HEALTH=/api/public

install_product "${1:?name a WORKDIR}"
serve app:app
