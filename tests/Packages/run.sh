#!/usr/bin/env bash
# Restores the packages of a folder into a new console project outside the repository, and runs the README's example and docs/getting-started.md's programs there.
#   tests/Packages/run.sh PACKAGES [TORCH-BACKEND-PACKAGE VERSION]
set -euo pipefail
packages=$(realpath "$1")
backend=${2:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

package=$(find "$packages" -name 'CausalFusion.ML.[0-9]*.nupkg' | head -1)
[[ -n $package ]] || { echo "there is no package CausalFusion.ML in $packages" >&2; exit 1; }
version=$(basename "$package" .nupkg)
version=${version#CausalFusion.ML.}

cat >"$folder/nuget.config" <<XML
<configuration>
  <packageSources><add key="built" value="$packages" /></packageSources>
</configuration>
XML
cat >"$folder/Consumer.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <NuGetAudit>false</NuGetAudit>
    <!-- A version that is packed again and again must not come from a cache. -->
    <RestorePackagesPath>$folder/packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="CausalFusion.ML" Version="$version" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="3.119.0" Condition="'$backend' != ''" />
$([[ -z $backend ]] || printf '    <PackageReference Include="%s" Version="%s" />\n' "$backend" "$3")
  </ItemGroup>
</Project>
XML
# The C# examples of a page, those under one heading if it is named.
examples() { awk -v heading="## ${2:-}" '/^## / { here = $0 == heading } /^```/ { inside = /^```csharp$/; print ""; next } inside && (heading == "## " || here)' "$1"; }

examples "$root/README.md" >"$folder/example"
[[ -s $folder/example ]] || { echo "README.md has no C# example" >&2; exit 1; }
sed -e "/^@README@\$/{r $folder/example" -e 'd}' "$here/Consumer.template" >"$folder/Program.cs"

cd "$folder"
dotnet run --configuration Release
for file in garments.zip 1.png 2.png; do
    [[ -s $file ]] || { echo "the example did not write $file" >&2; exit 1; }
done
echo "CausalFusion.ML $version: the README's example ran in a new project"

cp "$root/samples/models/fashion-mnist.safetensors" .
examples "$root/docs/getting-started.md" Draw >Program.cs
dotnet run --configuration Release
mkdir -p photos/cats photos/dogs
mv Coat.png photos/cats
mv Sneaker.png photos/dogs
examples "$root/docs/getting-started.md" Train >Program.cs
dotnet run --configuration Release -- 2
for file in photos.zip cats-1.png dogs-2.png; do
    [[ -s $file ]] || { echo "the program of docs/getting-started.md did not write $file" >&2; exit 1; }
done
echo "CausalFusion.ML $version: the programs of docs/getting-started.md ran in a new project"

dotnet tool install --tool-path "$folder/tool" --configfile "$folder/nuget.config" CausalFusion.Cli --version "$version"
"$folder/tool/causalfusion" info --preset DiT-XL/2 --json | grep -q '"parameters": 675129632'
echo "CausalFusion.Cli $version: the tool was installed and ran"
