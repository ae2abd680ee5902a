<#
.SYNOPSIS
Builds, tests and runs CausalFusion for .NET on Windows, without anything but the .NET 10 SDK.
.DESCRIPTION
build, demo, test, bench, pack, docs and clean do what the same commands of build.sh do. Nothing is installed: test leaves out what needs Python or a
POSIX shell, and the demo reads Fashion-MNIST's four IDX files from a folder that it is told of after the command.
.EXAMPLE
./build.ps1 test
.EXAMPLE
./build.ps1 demo -TorchBackend cuda-windows
.EXAMPLE
./build.ps1 pack -Property ToolRuntimes=all
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'bench', 'pack', 'docs', 'clean', 'help')]
    [string] $Command = 'help',

    # The native library that TorchSharp runs on.
    [ValidateSet('cpu', 'cuda-windows', 'cuda-linux')]
    [string] $TorchBackend = 'cpu',

    # Other MSBuild properties, each as NAME=VALUE.
    [ValidatePattern('^[^=]+=.*$')]
    [string[]] $Property = @(),

    # Handed on to the program that demo and bench run.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $ProgramArguments = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

$solution = 'CausalFusion.ML.sln'
$configuration = 'Release'
$properties = @(@("TorchBackend=$TorchBackend") + $Property | ForEach-Object { "-p:$_" })
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

function Invoke-DotNet([string[]] $Arguments) {
    & dotnet $Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Arguments -join ' ') ended with exit code $LASTEXITCODE." }
}

function Invoke-Build([string] $Project) {
    Invoke-DotNet (@('build', $Project, '--configuration', $configuration, '--verbosity', 'quiet') + $properties)
}

function Invoke-Program([string] $Project) {
    Invoke-Build $Project
    Invoke-DotNet (@('run', '--project', $Project, '--configuration', $configuration, '--no-build') + $properties + @('--') + $ProgramArguments)
}

function Invoke-Pack {
    if (Test-Path artifacts/packages) { Remove-Item artifacts/packages -Recurse -Force }
    Invoke-DotNet (@('pack', $solution, '--configuration', $configuration, '--verbosity', 'quiet', '--output', 'artifacts/packages') + $properties)
    Get-ChildItem artifacts/packages | Out-Host
}

function Invoke-Docs {
    foreach ($folder in 'artifacts/api', 'artifacts/docs') {
        if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    }
    Invoke-DotNet @('tool', 'restore')
    Invoke-DotNet @('docfx', '--logLevel', 'warning', '--warningsAsErrors')
}

function Remove-Outputs {
    # An output folder may hold another, which is gone with it.
    foreach ($folder in @(Get-ChildItem src, tests, samples, notebooks -Directory -Recurse -Include bin, obj, TestResults)) {
        if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    }
    if (Test-Path artifacts) { Remove-Item artifacts -Recurse -Force }
}

# Runs every test, and ends with one line: "N passed, N failed". What either holds or does not counts as one.
function Invoke-Tests {
    $count = @{ passed = 0; failed = 0; skipped = 0 }
    function Test-Step([string] $Name, [scriptblock] $Step) {
        Write-Host "== $Name"
        try {
            & $Step
            $count.passed++
        }
        catch {
            Write-Host $_
            $count.failed++
        }
    }

    Test-Step build { Invoke-Build $solution }
    if ($count.failed -eq 0) {
        Test-Step format { Invoke-DotNet @('format', $solution, '--verify-no-changes', '--no-restore') }

        Write-Host '== dotnet'
        $arguments = @('--solution', $solution, '--configuration', $configuration, '--no-build', '--progress', 'off') + $properties
        & dotnet test @arguments --max-parallel-test-modules 1 --timeout 20m | Tee-Object -Variable lines | Out-Host
        $exitCode = $LASTEXITCODE
        $total = 0
        $failed = 0
        foreach ($line in $lines) {
            if ($line -match '^  total: (\d+)$') { $total += [int]$Matches[1] }
            if ($line -match '^  failed: (\d+)$') { $failed += [int]$Matches[1] }
            if ($line -match '^  succeeded: (\d+)$') { $count.passed += [int]$Matches[1] }
            if ($line -match '^  skipped: (\d+)$') { $count.skipped += [int]$Matches[1] }
        }
        # What no counter tells: a host that crashed, or tests that were not found.
        if ($failed -eq 0 -and ($exitCode -ne 0 -or $total -eq 0)) { $failed++ }
        $count.failed += $failed

        Test-Step docs { Invoke-Docs }
        Test-Step packages { Invoke-Pack }
    }

    $tail = if ($count.skipped -gt 0) { ", $($count.skipped) skipped" } else { '' }
    Write-Host "$($count.passed) passed, $($count.failed) failed$tail"
    if ($count.failed -gt 0) { exit 1 }
}

switch ($Command) {
    'build' { Invoke-Build $solution }
    'demo' { Invoke-Program 'samples/Demo/Demo.csproj' }
    'bench' { Invoke-Program 'tests/CausalFusion.Benchmarks/CausalFusion.Benchmarks.csproj' }
    'test' { Invoke-Tests }
    'pack' { Invoke-Pack }
    'docs' { Invoke-Docs }
    'clean' { Remove-Outputs }
    'help' { Get-Help $PSCommandPath -Detailed }
}
