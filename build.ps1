<#
.SYNOPSIS
Builds, tests and runs CausalFusion for .NET on Windows, with the ML.NET and TorchSharp packages.
.DESCRIPTION
build, demo, test, bench, pack and clean do what the same commands of build.sh do in its packages flavour. Nothing is installed: the .NET 10 SDK and a
package feed that has the packages are all it takes. The demo reads Fashion-MNIST's four IDX files from a folder that it is told of after the command.
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
$properties = @('-p:UseSubstitutes=false', "-p:TorchBackend=$TorchBackend")
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

# Runs every test project, sums what their result files say, and ends with one line: "N passed, N failed".
function Invoke-Tests {
    $passed = 0
    $failed = 0
    $skipped = 0
    $results = 'artifacts/tests'
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    Invoke-Build $solution

    # Which imports are needed is judged in the substitutes flavour: see Directory.Build.props.
    & dotnet format $solution --verify-no-changes --no-restore --exclude-diagnostics IDE0005
    if ($LASTEXITCODE -eq 0) { $passed++ } else { $failed++ }

    $projects = Get-ChildItem tests -Recurse -Filter *.csproj | Where-Object { Select-String -Path $_ -Pattern '<IsTestProject>true<' -Quiet }
    foreach ($project in $projects) {
        $name = $project.BaseName
        Write-Host "== $name"
        $arguments = @('test', $project.FullName, '--configuration', $configuration, '--no-build', '--nologo', '--results-directory', $results,
            '--logger', "trx;LogFileName=$name.trx", '--logger', 'console;verbosity=minimal',
            '--blame-hang-timeout', '450s', '--blame-hang-dump-type', 'none') + $properties
        & dotnet $arguments
        $status = $LASTEXITCODE

        $projectTotal = 0
        $projectFailed = 0
        $file = Join-Path $results "$name.trx"
        if (Test-Path $file) {
            $counters = ([xml](Get-Content $file -Raw)).TestRun.ResultSummary.Counters
            $projectTotal = [int]$counters.total
            $projectFailed = [int]$counters.executed - [int]$counters.passed
            $passed += [int]$counters.passed
            $skipped += $projectTotal - [int]$counters.executed
        }
        # What no counter tells: a host that crashed, or a project whose tests were not found.
        if ($projectFailed -eq 0 -and ($status -ne 0 -or $projectTotal -eq 0)) { $projectFailed = 1 }
        $failed += $projectFailed
    }

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
