#!/usr/bin/env bash
# Copies the npm packages that pages load directly, without a bundle. npm runs it after an install.
set -euo pipefail

vendor_js=common/static/common/js/vendor
vendor_css=common/static/common/css/vendor
mkdir -p "$vendor_js" "$vendor_css"
cp --force node_modules/requirejs/require.js node_modules/underscore/underscore.js "$vendor_js"
echo "Copied require.js and underscore.js to $vendor_js."
