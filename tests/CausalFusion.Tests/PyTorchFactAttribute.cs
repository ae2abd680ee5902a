using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CausalFusion.Tests;

/// <summary>A test that asks PyTorch itself; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PyTorchFactAttribute : FactAttribute
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> _isThere = new(() => File.Exists(Python) && Run("import torch").ExitCode == 0);

    public PyTorchFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        Skip = _isThere.Value ? null : $"{Python} has no torch";

    /// <summary>Runs a Python program.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        (int exitCode, string output, string error) = ChildProcess.Run(new ProcessStartInfo(Python, ["-B", "-c", program, .. arguments]));
        return (exitCode, output + error);
    }
}
