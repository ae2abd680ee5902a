using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>Our packages, packed from what was built, and a package folder of their own.</summary>
/// <remarks>Their version is one that is used once: others of the version that is built may be on this machine.</remarks>
public sealed class NotebookPackages : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1" };
    private string[] _kernel = [];

    /// <summary>The folder that holds the packages.</summary>
    public string Source => _folder["source"];

    /// <summary>Packs them, and takes care that the kernel is there.</summary>
    public async ValueTask InitializeAsync()
    {
        string configuration = typeof(NotebookPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string version = typeof(NotebookPackages).Assembly.GetName().Version!.ToString(3);
        string once = string.Create(CultureInfo.InvariantCulture, $"-p:PackageVersion={version}.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
        foreach (string name in new[] { "CausalFusion", "CausalFusion.ML", "CausalFusion.Pretrained" })
        {
            string project = Path.Combine("src", name);
            await DotnetCommand.RunAsync(_environment, "pack", project, "--configuration", configuration, "--no-build", "--output", Source, once);
        }
        await DotnetCommand.RunAsync(_environment, "tool", "restore");
        string locals = await DotnetCommand.RunAsync(_environment, "nuget", "locals", "global-packages", "--list");
        string userPackages = locals[(locals.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        _kernel = FindKernel(userPackages);
        // What is there already is used where it is; the rest is gone after the test.
        _environment["NUGET_FALLBACK_PACKAGES"] = userPackages;
        _environment["NUGET_PACKAGES"] = _folder["packages"];
    }

    /// <summary>Starts a kernel that finds the packages.</summary>
    internal async Task<NotebookKernel> StartKernelAsync()
    {
        ProcessStartInfo start = DotnetCommand.Start(_environment, [.. _kernel, "stdio", "--working-dir", Notebook.Folder]);
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

    // `dotnet tool run` looks where the tool was restored first, even when that folder is gone and the tool was restored anew.
    private static string[] FindKernel(string userPackages)
    {
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, ".config", "dotnet-tools.json")))!;
        string version = (string)manifest["tools"]!["microsoft.dotnet-interactive"]!["version"]!;
        string folder = Path.Combine(userPackages, "microsoft.dotnet-interactive", version);
        string? program = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "Microsoft.DotNet.Interactive.App.dll", SearchOption.AllDirectories).FirstOrDefault()
            : null;
        return program is null ? ["tool", "run", "dotnet-interactive", "--"] : [program];
    }
}
