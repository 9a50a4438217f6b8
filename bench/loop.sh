#!/bin/sh
# What iomlib is measured against: the loop that people write around papermill. One report after another: the notebook
# is run, made into a page without its code, and the page is printed to PDF by a browser.
#
#   sh bench/loop.sh OUTPUT CHROMIUM < lines of "area quarter", from the folder notebooks/ of a project
#
# To its favour: one browser profile for the whole loop, and no network for the page's scripts to wait for.
set -eu
output=$1
chromium=$2
mkdir -p "$output"
while read -r area quarter; do
    name="scrutiny_report-$area-$quarter"
    papermill --no-progress-bar scrutiny_report.ipynb "$output/$name.ipynb" -p area "$area" -p quarter "$quarter"
    jupyter nbconvert --log-level ERROR --to html --no-input "$output/$name.ipynb"
    "$chromium" --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run \
        --disable-dev-shm-usage --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir="$output/.profile" \
        --no-pdf-header-footer --print-to-pdf="$output/$name.pdf" "file://$output/$name.html" </dev/null
done
