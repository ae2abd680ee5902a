<#
.SYNOPSIS
Builds, tests and runs CausalFusion for .NET on Windows, without anything but the .NET 10 SDK.
.DESCRIPTION
build, demo, test, bench, pack and clean do what the same commands of build.sh do. Nothing is installed. The demo reads Fashion-MNIST's four IDX files from a folder that it is told of after the command.
.EXAMPLE
./build.ps1 test
.EXAMPLE
./build.ps1 demo -TorchBackend cuda-windows
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'bench', 'pack', 'clean')]
    [string] $Command = 'build',

    # The native library that TorchSharp runs on.
    [ValidateSet('cpu', 'cuda-windows', 'cuda-linux')]
    [string] $TorchBackend = 'cpu',

    # Handed on to the program that demo and bench run.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $ProgramArguments = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

$solution = 'CausalFusion.ML.sln'
$configuration = 'Release'
$properties = @("-p:TorchBackend=$TorchBackend")
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

function Invoke-DotNet([string[]] $Arguments) {
    & dotnet $Arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Arguments -join ' ') ended with exit code $LASTEXITCODE." }
}

function Invoke-Build([string] $Project) {
    Invoke-DotNet (@('build', $Project, '--configuration', $configuration, '--nologo', '--verbosity', 'quiet') + $properties)
}

function Invoke-Program([string] $Project) {
    Invoke-Build $Project
    Invoke-DotNet (@('run', '--project', $Project, '--configuration', $configuration, '--no-build', '--') + $ProgramArguments)
}

function Remove-Outputs {
    Get-ChildItem src, tests, samples, notebooks, docs -Directory -Recurse -Include bin, obj, TestResults | Remove-Item -Recurse -Force
    if (Test-Path artifacts) { Remove-Item artifacts -Recurse -Force }
}

# Runs every test, and ends with one line: "N passed, N failed".
function Invoke-Tests {
    $passed = 0
    $failed = 0
    $skipped = 0
    Invoke-Build $solution

    & dotnet format $solution --verify-no-changes --no-restore
    if ($LASTEXITCODE -eq 0) { $passed++ } else { $failed++ }

    & dotnet test --solution $solution --configuration $configuration --no-build --progress off --max-parallel-test-modules 1 @properties | Tee-Object -Variable lines | Out-Host
    $total = 0
    foreach ($line in $lines) {
        if ($line -match '^  total: (\d+)$') { $total += [int]$Matches[1] }
        if ($line -match '^  failed: (\d+)$') { $failed += [int]$Matches[1] }
        if ($line -match '^  succeeded: (\d+)$') { $passed += [int]$Matches[1] }
        if ($line -match '^  skipped: (\d+)$') { $skipped += [int]$Matches[1] }
    }
    # What no counter tells: a host that crashed, or tests that were not found.
    if ($failed -eq 0 -and ($LASTEXITCODE -ne 0 -or $total -eq 0)) { $failed++ }

    $tail = if ($skipped -gt 0) { ", $skipped skipped" } else { '' }
    Write-Host "$passed passed, $failed failed$tail"
    if ($failed -gt 0 -or $passed -eq 0) { exit 1 }
}

if ($Command -eq 'clean') {
    Remove-Outputs
    return
}

switch ($Command) {
    'build' { Invoke-Build $solution }
    'demo' { Invoke-Program 'samples/Demo/Demo.csproj' }
    'bench' { Invoke-Program 'tests/CausalFusion.Benchmarks/CausalFusion.Benchmarks.csproj' }
    'test' { Invoke-Tests }
    'pack' { Invoke-DotNet (@('pack', $solution, '--configuration', $configuration, '--nologo', '--output', 'artifacts/packages') + $properties) }
}
