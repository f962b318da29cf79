#!/bin/bash
# usage: ./stop.sh WORKDIR      ends what start.sh started there
set -euo pipefail
# shellcheck source=../node_product.sh
source "$(dirname "${BASH_SOURCE[0]}")/../node_product.sh"
stop_product "${1:?name a WORKDIR}"
