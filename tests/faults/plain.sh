#!/bin/sh
# What iomlib is compared with: the loop of a careful analyst who has papermill and nbconvert.
#
#   sh plain.sh LIST      in the folder of a project; LIST has a line "notebook area quarter" for each report
#
# Its good practice: one page for each report, settings kept in a YAML file, a failed notebook is not made into a page,
# one failure stops no other report, everything is logged, failures are named and give exit code 1, and a page that is
# newer than its notebook and its settings is not made again.
set -u
root=$PWD
log=$root/pages/log.txt
mkdir -p pages || exit 1
failed=0
while read -r notebook area quarter; do
    name="$notebook-$area-$quarter"
    page="pages/$name.html"
    if [ "$page" -nt "notebooks/$notebook.ipynb" ] && [ "$page" -nt plain/settings.yml ]; then
        continue
    fi
    if (
        cd notebooks && papermill --no-progress-bar "$notebook.ipynb" "../pages/$name.ipynb" \
            -p area "$area" -p quarter "$quarter" -f ../plain/settings.yml
    ) >>"$log" 2>&1 </dev/null &&
        jupyter nbconvert --to html --no-input "pages/$name.ipynb" >>"$log" 2>&1 </dev/null; then
        echo "$name: done"
    else
        echo "$name: FAILED, see pages/log.txt" >&2
        failed=1
    fi
done <"$1"
exit $failed
