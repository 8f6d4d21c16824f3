#!/bin/sh
# Runs the fuzz targets, one after another, on seeds made from the fixtures of the tests.
#
#   fuzz/run.sh SECONDS [TARGET...]
#
# Needs `cargo install cargo-fuzz --locked`, a C++ compiler and no nightly toolchain: targets are
# built with coverage but without a sanitizer (the workspace forbids unsafe code). Debug assertions
# and overflow checks are on. Prints a line a target; logs, corpora and what was found stay under
# fuzz/corpus and fuzz/artifacts, which are not kept in the repository.
set -u
[ $# -ge 1 ] || { sed -n '2,5p' "$0"; exit 2; }
seconds=$1
shift
cd "$(dirname "$0")/.." || exit 70
fixtures=crates/sources/tests/fixtures
base=crates/base/data
[ $# -gt 0 ] || set -- $(cargo fuzz list)

memory=/dev/shm
[ -d "$memory" ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$memory/suzerain-fuzz.XXXXXX") || exit 70
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM

# Copies seeds of at most 64 KiB.
take() {
    for file in "$@"; do
        [ -f "$file" ] && [ "$(wc -c < "$file")" -le 65536 ] && cp "$file" "$SEEDS/"
    done
}

# Seeds of a target, as far as they are not made by the target itself (fuzz/src/seeds.rs).
seed() {
    case $1 in
    wiod_csv)
        cat > "$SEEDS/both.csv" <<'CSV'
IndustryCode,IndustryDescription,Country,RNr,Year,RUS1,CHN1,RUS57,CHN57,TOT
A01,Crop production,RUS,1,2014,1.5,2,3,4.25,10.75
A01,Crop production,CHN,1,2014,5,6,7,8,26
,Value added,TOT,70,2014,4.25,18,0,0,0
CSV
        ;;
    wiod_sheet) unzip -p $fixtures/wiod/wiot11_row_sep12.xlsx xl/worksheets/sheet1.xml > "$SEEDS/sheet.xml" ;;
    baci)
        (cd $fixtures/baci && cat BACI_HS92_Y2021_V202401b.csv && printf '\036' && cat country_codes_V202401b.csv &&
            printf '\036' && cat product_codes_HS92_V202401b.csv) > "$SEEDS/release"
        take $fixtures/baci/BACI*.csv
        ;;
    bis_lbs | bis_cbs) take $fixtures/bis/* ;;
    chip_inputs) take $fixtures/chips/* ;;
    table_file) take $base/*.parquet ;;
    descriptions) take $base/*.toml ;;
    names)
        for name in Russia RUS 'Russian Federation' USSR CN 'Viet Nam' "Cote d'Ivoire" 'Korea, Rep.' EU27 G7 brics '643'; do
            printf %s "$name" > "$SEEDS/$(printf %s "$name" | tr -c 'A-Za-z0-9' _)"
        done
        ;;
    *) take $fixtures/"$1"/* ;;
    esac
}

# The names of columns in the seeds, as a dictionary.
columns() {
    for file in "$SEEDS"/*; do
        [ -f "$file" ] && head -n 40 "$file" | LC_ALL=C tr -d '\r' | LC_ALL=C tr ',;\t' '\n\n\n'
    done | LC_ALL=C sed -e 's/^ *"*//' -e 's/"* *$//' | LC_ALL=C grep -aE '^[A-Za-z][A-Za-z0-9_ .()$]{1,40}$' |
        LC_ALL=C sort -u | head -n 120 | sed -e 's/.*/"&"/'
}

failed=0
printf '%-14s %10s %8s %8s %6s %7s %7s %5s  %s\n' target executions seconds per-s cov features corpus MiB outcome
for target in "$@"; do
    corpus=fuzz/corpus/$target
    SEEDS=$corpus/seeds
    logs=fuzz/corpus/logs
    mkdir -p "$SEEDS" "$logs" "fuzz/corpus/$target/found"
    export SEEDS
    seed "$target"
    dictionary=$logs/$target.dict
    { cat fuzz/dictionaries/common.dict; columns; } > "$dictionary"
    export SEEDS="$PWD/$SEEDS"
    start=$(date +%s)
    cargo fuzz run -s none "$target" "$corpus/found" "$SEEDS" -- -max_total_time="$seconds" -rss_limit_mb=1024 \
        -max_len=65536 -timeout=20 -dict="$dictionary" -print_final_stats=1 > "$logs/$target.log" 2>&1
    status=$?
    end=$(date +%s)
    log=$logs/$target.log
    stat() { sed -n "s/^stat::$1: *//p" "$log" | tail -n 1; }
    last=$(grep -aE '^#[0-9]+.* cov: ' "$log" | tail -n 1)
    field() { printf %s "$last" | sed -n "s/.* $1: \([0-9]*\).*/\1/p"; }
    outcome=clean
    if [ $status -ne 0 ]; then
        outcome="FOUND, see $log"
        failed=1
    fi
    printf '%-14s %10s %8s %8s %6s %7s %7s %5s  %s\n' "$target" "$(stat number_of_executed_units)" $((end - start)) \
        "$(stat average_exec_per_sec)" "$(field cov)" "$(field ft)" "$(field corp)" "$(stat peak_rss_mb)" "$outcome"
done
exit $failed
