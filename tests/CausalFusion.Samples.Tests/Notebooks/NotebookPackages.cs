using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>Our packages, packed from what was built, and a package folder of their own.</summary>
/// <remarks>Their version is one that is used once: others of the version that is built may be on this machine.</remarks>
public sealed class NotebookPackages : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1" };

    /// <summary>The folder that holds the packages.</summary>
    public string Source => _folder["source"];

    /// <summary>Packs them, and takes care that the kernel is there.</summary>
    public async ValueTask InitializeAsync()
    {
        string configuration = typeof(NotebookPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string version = typeof(NotebookPackages).Assembly.GetName().Version!.ToString(3);
        string once = string.Create(CultureInfo.InvariantCulture, $"-p:PackageVersion={version}.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
        foreach (string name in new[] { "CausalFusion", "CausalFusion.ML" })
        {
            string project = Path.Combine("src", name);
            await DotnetCommand.RunAsync(_environment, "pack", project, "--configuration", configuration, "--no-build", "--output", Source, once);
        }
        await DotnetCommand.RunAsync(_environment, "tool", "restore");
        // What is there already is used where it is; the rest is gone after the test.
        string locals = await DotnetCommand.RunAsync(_environment, "nuget", "locals", "global-packages", "--list");
        _environment["NUGET_FALLBACK_PACKAGES"] = locals[(locals.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        _environment["NUGET_PACKAGES"] = _folder["packages"];
    }

    /// <summary>Starts a kernel that finds the packages.</summary>
    internal async Task<NotebookKernel> StartKernelAsync()
    {
        string[] arguments = ["tool", "run", "dotnet-interactive", "--", "stdio", "--working-dir", Notebook.Folder];
        ProcessStartInfo start = DotnetCommand.Start(_environment, arguments);
        NotebookKernel kernel = await NotebookKernel.StartAsync(start);
        await kernel.RunAsync($"#i \"nuget:{Source}\"");
        return kernel;
    }

    /// <summary>Runs an F# script that finds the packages, and gives what it wrote.</summary>
    internal async Task<string> RunScriptAsync(string code)
    {
        string script = _folder["script.fsx"];
        await File.WriteAllTextAsync(script, $"#i \"nuget: {Source}\"\n{code}");
        return await DotnetCommand.RunAsync(_environment, "fsi", script);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
