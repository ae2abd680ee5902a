using System.Diagnostics;
using CausalFusion.Families.CausalFusion;
using TorchSharp;

namespace CausalFusion.Tests.Native;

/// <summary>The test assembly run as a program that uses TorchSharp, or a network of ours, before anything else.</summary>
internal static class StartProcess
{
    public const string Torch = "torch";
    public const string Network = "network";

    /// <summary>What the program does: prints a line, or the message of what went wrong.</summary>
    public static void Print(string first)
    {
        try
        {
            Console.WriteLine(first == Torch ? One() : ClassesOfANetwork());
        }
        catch (Exception exception)
        {
            Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Runs the program in a new process.</summary>
    /// <param name="first">What it uses first.</param>
    /// <param name="folder">Where the program is; null for where this one is.</param>
    /// <param name="environment">Variables that the process has beside those of this one; null takes one away.</param>
    /// <returns>What it wrote to standard output and to standard error.</returns>
    public static async Task<(string Output, string Error)> RunAsync(
        string first, string? folder = null, params (string Name, string? Value)[] environment)
    {
        string program = Path.Combine(folder ?? AppContext.BaseDirectory, Path.GetFileName(typeof(StartProcess).Assembly.Location));
        ProcessStartInfo start = ChildProcess.Dotnet("exec", program, "start", first);
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }
        (_, string output, string error) = await ChildProcess.RunAsync(start);
        return (output, error);
    }

    private static int One()
    {
        using torch.Tensor one = torch.ones(1);
        return one.to(torch.int32).item<int>();
    }

    private static int ClassesOfANetwork()
    {
        using var network = new CausalFusionModel(Tiny.Config);
        return network.Config.Classes;
    }
}
