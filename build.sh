#!/usr/bin/env bash
# Builds, tests and runs CausalFusion for .NET on a machine that has nothing but the .NET SDK. See usage below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly SOLUTION=CausalFusion.ML.sln
readonly SUBSTITUTES=src/Substitutes
readonly FLAVOUR_PROPS=artifacts/flavour.props
readonly CONFIGURATION=Release
readonly TEST_TIMEOUT=${TEST_TIMEOUT:-900} # seconds, for one test project

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

usage() {
    cat <<'TEXT'
usage: ./build.sh COMMAND [--flavour auto|packages|substitutes] [-p:NAME=VALUE ...] [-- ARGUMENTS]

  build   restore and build everything (Release)
  demo    build and run samples/Demo; ARGUMENTS go to the program
  test    check the formatting, build, run every test; ends with "N passed, N failed"
  bench   build and run tests/CausalFusion.Benchmarks; ARGUMENTS go to the program
  pack    make the NuGet packages in artifacts/packages
  clean   remove everything that the other commands made

  --flavour      packages: the real ML.NET and TorchSharp packages; substitutes: the stand-ins in src/Substitutes over Debian's libtorch;
                 auto: packages where the feed has them. What was found or chosen last is remembered in artifacts/flavour.props.
  -p:NAME=VALUE  an MSBuild property, such as -p:TorchBackend=cuda-linux (packages flavour: cpu, cuda-linux or cuda-windows)
TEXT
}

say() { printf '== %s\n' "$*"; }

fail() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

# --- what the machine must have -----------------------------------------------------------------------------------------------------------

installed() { [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

# Installs those of the named Debian packages that are missing, all in one go.
need_packages() {
    local package missing=()
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    ((${#missing[@]} == 0)) && return
    if ((EUID != 0)); then
        fail "these packages are missing, and installing them needs root. Run this, then ./build.sh again:
  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}")
    if ! apt-get install --simulate --quiet --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
        apt-get update --quiet
        "${install[@]}"
    elif ! "${install[@]}"; then
        # The package lists are older than the archive.
        apt-get update --quiet
        "${install[@]}"
    fi
}

need_dotnet() {
    if ! command -v dotnet >/dev/null && command -v apt-cache >/dev/null && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        need_packages dotnet-sdk-10.0
    fi
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed and there is no 'dotnet' on the path: https://dotnet.microsoft.com/download"
    dotnet --list-sdks | grep -qE '^(1[0-9]|[2-9][0-9])\.' ||
        fail "the .NET SDK 10 or later is needed; found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
}

# What a command needs beyond the SDK, in the flavour found.
need_native() {
    local command=$1 needed=()
    if [[ $FLAVOUR == substitutes ]]; then
        needed+=(libtorch-dev libopenblas-dev g++ cmake ninja-build libpng-dev libjpeg-dev)
    fi
    case $command in
        test) needed+=(python3-torch dataset-fashion-mnist chromium) ;;
        bench) needed+=(python3-torch) ;;
        demo) needed+=(dataset-fashion-mnist) ;;
    esac
    ((${#needed[@]} == 0)) && return
    if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        need_packages "${needed[@]}"
    elif [[ $FLAVOUR == substitutes ]]; then
        fail "the substitutes flavour is built on Debian's packages ${needed[*]}, and this system has no apt-get"
    else
        say "not a Debian system: what needs ${needed[*]} will say so"
    fi
}

# --- the flavour --------------------------------------------------------------------------------------------------------------------------

# A remembered flavour holds for as long as the feeds and the versions asked of them are these.
flavour_key() { cat nuget.config Directory.Packages.props | cksum | tr ' ' '-'; }

remember_flavour() {
    local use=false
    [[ $FLAVOUR == substitutes ]] && use=true
    cat >"$FLAVOUR_PROPS.new" <<XML
<Project>
  <!-- Written by build.sh, which probed the package feed or was told. key: $1 -->
  <PropertyGroup>
    <UseSubstitutes Condition="'\$(UseSubstitutes)' == ''">$use</UseSubstitutes>
  </PropertyGroup>
</Project>
XML
    # An untouched file keeps incremental builds incremental.
    if cmp -s "$FLAVOUR_PROPS.new" "$FLAVOUR_PROPS"; then rm "$FLAVOUR_PROPS.new"; else mv "$FLAVOUR_PROPS.new" "$FLAVOUR_PROPS"; fi
}

# Restores a project that refers to what the packages flavour needs; the output stays in PROBE_OUTPUT.
probe_feed() {
    local folder=artifacts/probe status=0
    rm -rf "$folder"
    mkdir -p "$folder"
    echo '<Project />' | tee "$folder/Directory.Build.props" >"$folder/Directory.Build.targets"
    cat >"$folder/Probe.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" />
    <PackageReference Include="Microsoft.ML" />
    <PackageReference Include="Microsoft.ML.ImageAnalytics" />
    <PackageReference Include="Microsoft.Data.Analysis" />
  </ItemGroup>
</Project>
XML
    PROBE_OUTPUT=$(timeout 300 dotnet restore "$folder/Probe.csproj" --verbosity quiet 2>&1) || status=$?
    rm -rf "$folder"
    return $status
}

choose_flavour() {
    local asked=$1 key
    key=$(flavour_key)
    mkdir -p artifacts
    if [[ -z $asked ]] && grep -q "key: $key " "$FLAVOUR_PROPS" 2>/dev/null; then
        FLAVOUR=packages
        grep -q '>true<' "$FLAVOUR_PROPS" && FLAVOUR=substitutes
        return
    fi
    if [[ $asked == substitutes ]]; then
        FLAVOUR=substitutes
    elif say "asking the package feed for ML.NET and TorchSharp" && probe_feed; then
        FLAVOUR=packages
    elif [[ $asked == packages ]]; then
        printf '%s\n' "$PROBE_OUTPUT" | grep -oE 'error NU[0-9]+: .*' | sort -u >&2 || printf '%s\n' "$PROBE_OUTPUT" >&2
        fail "the packages flavour needs TorchSharp, Microsoft.ML, Microsoft.ML.ImageAnalytics and Microsoft.Data.Analysis in the versions of Directory.Packages.props," \
            "and the package feed does not give them (above). 'dotnet nuget list source' shows the feeds asked. --flavour substitutes does without."
    else
        FLAVOUR=substitutes
        if ! grep -qE 'NU110[123]' <<<"$PROBE_OUTPUT"; then
            say "the package feed could not be asked, and will be asked again next time: $(grep -m1 -i error <<<"$PROBE_OUTPUT" || echo 'timed out')"
            key=unanswered
        fi
    fi
    remember_flavour "$key"
}

# --- commands -----------------------------------------------------------------------------------------------------------------------------

build() { dotnet build "$1" --configuration "$CONFIGURATION" --nologo --verbosity quiet -m:2 -nodeReuse:false "${PROPERTIES[@]}"; }

run_program() {
    local project=$1
    shift
    build "$project"
    dotnet run --project "$project" --configuration "$CONFIGURATION" --no-build -- "$@"
}

PASSED=0 FAILED=0 SKIPPED=0 REPORT=()

# One line of the summary: what it was, seconds, passed, failed, skipped, remark.
record() {
    PASSED=$((PASSED + $3)) FAILED=$((FAILED + $4)) SKIPPED=$((SKIPPED + $5))
    REPORT+=("$(printf '%-45s %5d s %6d passed %4d failed %4d skipped  %s' "$1" "$2" "$3" "$4" "$5" "${6:-}")")
}

# A step that either holds or does not, counted as one test.
check() {
    local name=$1 start=$SECONDS
    shift
    say "$name"
    if "$@"; then record "$name" $((SECONDS - start)) 1 0 0; else record "$name" $((SECONDS - start)) 0 1 0 "exit code $?"; fi
}

counter() { grep -oE "<Counters [^>]*" "$1" | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+'; }

run_test_project() {
    local project=$1 name start=$SECONDS status=0 total=0 executed=0 passed=0 failed=0 remark=
    name=$(basename "$project" .csproj)
    local trx=artifacts/tests/$name.trx
    rm -f "$trx"
    say "$name"
    timeout --kill-after=30 "$TEST_TIMEOUT" dotnet test "$project" --configuration "$CONFIGURATION" --no-build --nologo \
        --results-directory artifacts/tests --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
        --blame-hang-timeout "$((TEST_TIMEOUT / 2))s" --blame-hang-dump-type none "${PROPERTIES[@]}" || status=$?
    if [[ -f $trx ]]; then
        total=$(counter "$trx" total) executed=$(counter "$trx" executed) passed=$(counter "$trx" passed)
        failed=$((executed - passed))
    fi
    # What no counter tells: a host that crashed or hung, or a project whose tests were not found.
    if ((status == 124 || status == 137)); then
        failed=$((failed + 1)) remark="stopped after $TEST_TIMEOUT s"
    elif ((status != 0 && failed == 0)); then
        failed=1 remark="exit code $status"
    elif ((total == 0)); then
        failed=1 remark="no test was found"
    fi
    record "$name" $((SECONDS - start)) "$passed" "$failed" $((total - executed)) "$remark"
}

# The PyTorch reference that the golden files come from: its own tests, and its agreement with the published code's outputs where they are at hand.
test_reference() {
    local python=/usr/bin/python3 log=artifacts/tests/reference.log start=$SECONDS status=0 ran failed skipped remark=
    if ! "$python" -c 'import torch' 2>/dev/null; then
        record "reference" 0 0 0 1 "$python has no torch"
        return
    fi
    say "reference"
    timeout --kill-after=30 "$TEST_TIMEOUT" "$python" -B -m unittest discover tests/reference 2>&1 | tee "$log" || status=$?
    ran=$(sed -nE 's/^Ran ([0-9]+) tests?.*/\1/p' "$log") ran=${ran:-0}
    failed=$(sed -nE 's/^FAILED .*failures=([0-9]+).*/\1/p' "$log") failed=${failed:-0}
    failed=$((failed + $(sed -nE 's/^FAILED .*errors=([0-9]+).*/\1/p' "$log" | grep . || echo 0)))
    skipped=$(sed -nE 's/^(OK|FAILED) .*skipped=([0-9]+).*/\2/p' "$log") skipped=${skipped:-0}
    if ((failed == 0)) && ((status != 0 || ran == 0)); then failed=1 remark="exit code $status, $ran tests ran"; fi
    record "reference" $((SECONDS - start)) $((ran > failed + skipped ? ran - failed - skipped : 0)) "$failed" "$skipped" "$remark"
    if [[ -d ../shared/golden ]]; then
        check "reference against published outputs" "$python" -B tests/reference/check_against_published.py --golden ../shared/golden
    fi
}

test_all() {
    local project name start=$SECONDS
    rm -rf artifacts/tests
    mkdir -p artifacts/tests
    say "build"
    if build "$SOLUTION"; then
        record "build" $((SECONDS - start)) 0 0 0
        # Which imports are needed is judged where the repository is developed: see Directory.Build.props.
        local lenient=()
        [[ $FLAVOUR == substitutes ]] || lenient=(--exclude-diagnostics IDE0005)
        check "format" dotnet format "$SOLUTION" --verify-no-changes --no-restore "${lenient[@]}"
        if [[ $FLAVOUR == substitutes && -f ../shared/api/apicheck.cs ]]; then
            for project in "$SUBSTITUTES"/*/*.csproj; do
                name=$(basename "$project" .csproj)
                check "apicheck $name" dotnet run ../shared/api/apicheck.cs -- check "$SUBSTITUTES/$name/bin/$CONFIGURATION/net10.0/$name.dll" ../shared/api/*.txt
            done
        fi
        test_reference
        while read -r project; do
            run_test_project "$project" </dev/null
        done < <(grep -lE '<IsTestProject>true<' tests/*/*.csproj)
        check "packages in a new project" test_packages
    else
        record "build" $((SECONDS - start)) 0 1 0
    fi
    ((PASSED + FAILED > 0)) || record "tests" 0 0 1 0 "no test project was found"
    say "$FLAVOUR flavour, $SECONDS s in all"
    printf '%s\n' "${REPORT[@]}"
    local skipped=
    ((SKIPPED == 0)) || skipped=", $SKIPPED skipped"
    printf '%d passed, %d failed%s\n' "$PASSED" "$FAILED" "$skipped"
    ((FAILED == 0))
}

pack() {
    rm -f artifacts/packages/CausalFusion*.nupkg artifacts/packages/CausalFusion*.snupkg
    dotnet pack "$SOLUTION" --configuration "$CONFIGURATION" --nologo --verbosity quiet -m:2 -nodeReuse:false --output artifacts/packages "${PROPERTIES[@]}" || return
    ls artifacts/packages
}

# The packages serve someone who has nothing else: the README's example runs on them in a new project.
test_packages() {
    pack || return
    local backend=()
    if [[ $FLAVOUR != substitutes ]]; then
        backend=(TorchSharp-cpu "$(sed -nE 's/.*Include="TorchSharp-cpu" Version="([^"]+)".*/\1/p' Directory.Packages.props)")
    fi
    tests/Packages/run.sh artifacts/packages "${backend[@]}"
}

clean() {
    find src tests samples notebooks docs -type d \( -name bin -o -name obj -o -name TestResults \) -prune -exec rm -rf {} +
    rm -rf artifacts
}

main() {
    local command=${1:-} asked=
    (($# > 0)) && shift
    PROPERTIES=()
    while (($# > 0)); do
        case $1 in
            --flavour)
                asked=${2:-}
                [[ $asked =~ ^(auto|packages|substitutes)$ ]] || fail "--flavour is auto, packages or substitutes; found: '$asked'"
                shift
                ;;
            -p:?*=*) PROPERTIES+=("$1") ;;
            --)
                shift
                break
                ;;
            *) fail "unknown argument '$1'; ./build.sh help tells which there are" ;;
        esac
        shift
    done
    case $command in
        build | demo | test | bench | pack) ;;
        clean)
            clean
            return
            ;;
        help | -h | --help)
            usage
            return
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
    need_dotnet
    choose_flavour "$asked"
    need_native "$command"
    case $command in
        build) build "$SOLUTION" ;;
        demo) run_program samples/Demo/Demo.csproj "$@" ;;
        bench) run_program tests/CausalFusion.Benchmarks/CausalFusion.Benchmarks.csproj "$@" ;;
        test) test_all ;;
        pack) pack ;;
    esac
}

main "$@"
