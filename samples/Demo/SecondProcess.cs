using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.ML;

namespace CausalFusion.Samples.Demo;

/// <summary>Loads the saved pipeline in a process of its own and draws the same images again.</summary>
internal static class SecondProcess
{
    public const string Command = "verify";

    /// <summary>One hash over the pixels of all images.</summary>
    public static string Hash(IEnumerable<byte[]> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] image in images)
        {
            hash.AppendData(image);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Starts this program again on a saved pipeline.</summary>
    /// <returns>The hash of the images that the other process drew.</returns>
    public static string Run(string pipeline, ulong seed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SecondProcess).Assembly.Location);
        }
        foreach (string argument in new[] { Command, pipeline, seed.ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"The second process ended with code {process.ExitCode}.");
    }

    /// <summary>What the second process does.</summary>
    public static int Verify(string pipeline, string seed)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(pipeline, out _);
        using var disposal = (IDisposable)model;
        Console.WriteLine(Hash(Sampling.Draw(ml, model, Sampling.OneOfEach(ulong.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)))));
        return 0;
    }
}
