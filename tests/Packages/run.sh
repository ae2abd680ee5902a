#!/usr/bin/env bash
# Does outside the repository what a newcomer does with the packages of a folder: a file-based app, a new project with the programs of README.md and
# of docs/getting-started.md, another with the service of docs/components.md, and the tool.
#   tests/Packages/run.sh PACKAGES
set -euo pipefail
packages=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
dotnet=$(command -v dotnet)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "$*" >&2
    exit 1
}

# A command whose output has no warning in it.
quietly() {
    "$@" 2>&1 | tee "$folder/log" || fail "failed: $*"
    ! grep -iE 'warn(ing)? ' "$folder/log" || fail "warned: $*"
}

# The C# examples of a page, those under one heading if it is named.
examples() { awk -v heading="## ${2:-}" '/^## / { here = $0 == heading } /^```/ { inside = /^```csharp$/; print ""; next } inside && (heading == "## " || here)' "$1"; }

package=$(find "$packages" -name 'CausalFusion.ML.[0-9]*.nupkg' | head -1)
[[ -n $package ]] || fail "there is no package CausalFusion.ML in $packages"
version=$(basename "$package" .nupkg)
version=${version#CausalFusion.ML.}
pinned() { sed -nE 's/.*"'"$1"'" Version="([^"]*)".*/\1/p' "$root/Directory.Packages.props"; }
torch=$(pinned TorchSharp)
extensions=$(pinned Microsoft.Extensions.DependencyInjection)

# --- the packages themselves: one system's libtorch in one package at most, and none too large to be published -----------------------------

for file in "$packages"/*.nupkg; do
    (($(stat -c %s "$file") <= 200000000)) || fail "$file has more than 200 MB"
    held=$(python3 -m zipfile -l "$file" | { grep -oE '(lib)?torch_cpu\.(so|dylib|dll)' || true; } | sort -u | wc -l)
    ((held <= 1)) || fail "$file has the libtorch of more than one system"
done

# --- where packages come from: ours are packed again and again under one version, so they are taken from no folder that has them already ---

mkdir "$folder/others" "$folder/nothing" "$folder/data"
for made in "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/*/; do
    [[ ! -d $made || $(basename "$made") == causalfusion* ]] || ln -s "${made%/}" "$folder/others"
done
export NUGET_PACKAGES=$folder/packages
cat >"$folder/nuget.config" <<XML
<configuration>
  <packageSources><add key="built" value="$packages" /></packageSources>
  <fallbackPackageFolders><add key="others" value="$folder/others" /></fallbackPackageFolders>
</configuration>
XML
cd "$folder"

# --- the first program: one file --------------------------------------------------------------------------------------------------------------

grep -qx "#:package CausalFusion.Pretrained@$version" "$root/samples/hello.cs" || fail "samples/hello.cs does not name CausalFusion.Pretrained $version"
mkdir hello
cd hello
cp "$root/samples/hello.cs" .
# What it is built into lies in the user's folder of data.
started=$SECONDS
XDG_DATA_HOME=$folder/data quietly dotnet run hello.cs
for name in 'red apple' 'grinning face'; do
    [[ -s $name.png ]] || fail "hello.cs did not write $name.png"
done
echo "CausalFusion.Pretrained $version: samples/hello.cs ran as a file-based app, with its packages in $(du -sm "$folder/packages" | cut -f1) MB, in $((SECONDS - started)) s"
cd ..
mkdir -p Photos/photos/cats Photos/photos/dogs
mv 'hello/red apple.png' Photos/photos/cats
mv 'hello/grinning face.png' Photos/photos/dogs
rm -rf hello data

# --- a new project, as docs/getting-started.md makes it ----------------------------------------------------------------------------------------

dotnet new console -o Photos
cd Photos
quietly dotnet add package CausalFusion.ML
quietly dotnet add package TorchSharp-cpu --version "$torch"

# Its first line uses TorchSharp and nothing of ours, also where it is published to a machine that has no NuGet folder.
cat >Program.cs <<'CSHARP'
using TorchSharp;

Console.WriteLine(torch.zeros(1).item<float>());
CSHARP
quietly dotnet run --configuration Release
quietly dotnet publish --output "$folder/published"
[[ ! -e bin/Release/net10.0/cpu ]] || fail "TorchSharp had to look for its native libraries"
run_published() {
    local nothing=$folder/nothing
    (cd / && env -i HOME="$nothing" NUGET_PACKAGES="$nothing" OMP_DISPLAY_ENV=VERBOSE "$@" "$dotnet" "$folder/published/Photos.dll" 2>&1)
}
run_published | tee "$folder/log"
grep -qx 0 "$folder/log" && grep -q "GOMP_SPINCOUNT = '0'" "$folder/log" || fail "the published program did not run as it should"
run_published OMP_WAIT_POLICY=ACTIVE | grep -q "OMP_WAIT_POLICY = 'ACTIVE'" || fail "what the user has set does not stay"
[[ ! -e $folder/published/cpu && -z $(ls -A "$folder/nothing") ]] || fail "TorchSharp had to look for its native libraries"
rm -rf "$folder/published"

# What sees to that is compiled into programs only, and is left out where that is asked for.
initialized() {
    dotnet build --configuration Release --output "$folder/built" --verbosity quiet "$@" || fail "failed: dotnet build $*"
    grep -q CausalFusionModuleInitializer "$folder/built/Photos.dll"
}
initialized || fail "the module initializer is not in a program"
! initialized -p:CausalFusionModuleInitializer=false || fail "the module initializer is in a program that does not want it"
echo 'public class Library;' >Program.cs
! initialized -p:OutputType=Library || fail "the module initializer is in a library"
rm -rf "$folder/built"
echo "CausalFusion.ML $version: a program that begins with TorchSharp ran, published too"

examples "$root/README.md" "In code" >"$folder/example"
[[ -s $folder/example ]] || fail "README.md has no C# example"
sed -e "/^@README@\$/{r $folder/example" -e 'd}' "$here/Consumer.template" >Program.cs
quietly dotnet run --configuration Release
for file in garments.zip 1.png 2.png; do
    [[ -s $file ]] || fail "the example did not write $file"
done
echo "CausalFusion.ML $version: the README's example ran in a new project"

examples "$root/docs/getting-started.md" Train >Program.cs
quietly dotnet run --configuration Release -- 2
for file in photos.zip cats-1.png dogs-2.png; do
    [[ -s $file ]] || fail "the program of docs/getting-started.md did not write $file"
done
echo "CausalFusion.ML $version: the program of docs/getting-started.md ran in a new project"

# --- a service, as docs/components.md makes it: Microsoft.Extensions.AI and ML.NET come with who asks for them ---------------------------------

[[ -z $(find bin -name 'Microsoft.Extensions.AI*') ]] || fail "CausalFusion.ML brings Microsoft.Extensions.AI"
cd ..
dotnet new console -o Garments
cd Garments
quietly dotnet add package CausalFusion.AI
quietly dotnet add package TorchSharp-cpu --version "$torch"
quietly dotnet add package Microsoft.Extensions.DependencyInjection --version "$extensions"
cp "$root/src/CausalFusion.Pretrained/networks/fashion-mnist.safetensors" garments.safetensors
{
    cat <<'CSHARP'
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
CSHARP
    examples "$root/docs/components.md" '`IImageGenerator`'
    echo 'foreach (DataContent image in response.Contents) Console.WriteLine($"{image.MediaType} {image.Data.Length > 100}");'
} >Program.cs
quietly dotnet run --configuration Release -p:NoWarn=MEAI001
(($(grep -cx 'image/png True' "$folder/log") == 2)) || fail "the service did not draw two images"
[[ -z $(find bin -name 'Microsoft.ML*' ! -name 'Microsoft.ML.Tokenizers*') ]] || fail "CausalFusion.AI brings ML.NET"
cd ..
echo "CausalFusion.AI $version: the service of docs/components.md ran in a new project"

# --- the tool -----------------------------------------------------------------------------------------------------------------------------------

dotnet tool install --tool-path "$folder/tool" --configfile "$folder/nuget.config" CausalFusion.Cli --version "$version"
"$folder/tool/causalfusion" info --preset DiT-XL/2 --json | grep -q '"parameters": 675129632' || fail "the tool does not know DiT-XL/2"
"$folder/tool/causalfusion" sample --model "$root/src/CausalFusion.Pretrained/networks/fashion-mnist.safetensors" --classes Bag --steps 2 --out "$folder/drawn"
[[ -s $(find "$folder/drawn" -name '*.png') ]] || fail "the tool drew nothing"
echo "CausalFusion.Cli $version: the tool was installed and drew"
