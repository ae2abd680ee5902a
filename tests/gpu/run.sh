#!/usr/bin/env bash
# On a machine with an NVIDIA GPU: builds with the CUDA libraries, compares the GPU with the CPU, and measures. See usage below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly PROJECT=tests/gpu/CausalFusion.Gpu.csproj
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

usage() {
    cat <<'TEXT'
usage: tests/gpu/run.sh [--dry-run] [--repeats N] [--output FILE]

  Compares attention, losses, gradients, training steps and sampling on the GPU with the CPU, in float32 and bfloat16, then prints a table
  of the benchmark's rows and writes it to FILE (default artifacts/bench/gpu-results.json). Where PYTHON (default python3) has PyTorch with
  CUDA, the table compares with our PyTorch reference.

  --dry-run   the same program on the CPU, with tiny work, by the operators that a GPU would run: shows that all of it runs
  --repeats N measurements of each row (default 5)

  It needs the .NET 10 SDK, NVIDIA's driver, and the package TorchSharp-cuda-linux. Exit codes: 1 a check failed, 2 wrong arguments,
  3 no GPU, driver, SDK or package.
TEXT
}

say() { printf '== %s\n' "$*"; }

missing() {
    printf 'run.sh: %s\n' "$*" >&2
    exit 3
}

DRY_RUN=() ARGUMENTS=() BACKEND=cuda-linux
while (($# > 0)); do
    case $1 in
        --dry-run) DRY_RUN=(--dry-run) BACKEND=cpu ;;
        --repeats | --output)
            (($# > 1)) || { usage >&2; exit 2; }
            ARGUMENTS+=("$1" "$2")
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done

command -v dotnet >/dev/null || missing "the .NET 10 SDK is needed and there is no 'dotnet' on the path: https://dotnet.microsoft.com/download"
dotnet --list-sdks | grep -qE '^(1[0-9]|[2-9][0-9])\.' ||
    missing "the .NET SDK 10 or later is needed; found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
if ((${#DRY_RUN[@]} == 0)); then
    command -v nvidia-smi >/dev/null || missing "there is no nvidia-smi on the path, so no NVIDIA driver. Without a GPU, --dry-run shows that the program runs."
    nvidia-smi --query-gpu=name --format=csv,noheader >/dev/null || missing "nvidia-smi finds no GPU, see above"
fi

say "restore for $BACKEND"
if ! dotnet restore "$PROJECT" --verbosity quiet -p:TorchBackend="$BACKEND"; then
    version=$(sed -nE 's/.*"TorchSharp-cuda-linux" Version="([^"]+)".*/\1/p' Directory.Packages.props)
    ((${#DRY_RUN[@]} > 0)) && missing "the packages could not be restored, see above"
    missing "the packages could not be restored, see above. TorchSharp-cuda-linux $version (several gigabytes, with the parts that it depends on) must be
  on one of the sources that 'dotnet nuget list source' shows. Where it is not: on a machine that has it, copy its .nupkg file and those of its
  dependencies into a folder, bring the folder here, and run 'dotnet nuget add source FOLDER'."
fi
say "build"
dotnet build "$PROJECT" --configuration Release --no-restore --verbosity quiet -p:TorchBackend="$BACKEND"

PYTHON=${PYTHON:-python3} COMPARED=()
wanted='torch.cuda.is_available()'
((${#DRY_RUN[@]} == 0)) || wanted=True
if "$PYTHON" -c "import sys, torch; sys.exit(not ($wanted))" 2>/dev/null; then COMPARED=(--python "$PYTHON"); fi

say "checks, then the table"
export CAUSALFUSION_REFERENCE=$PWD/tests/reference
exec dotnet "$(dirname "$PROJECT")/bin/Release/net10.0/CausalFusion.Gpu.dll" ${DRY_RUN[@]+"${DRY_RUN[@]}"} ${COMPARED[@]+"${COMPARED[@]}"} \
    ${ARGUMENTS[@]+"${ARGUMENTS[@]}"}
