using System.Security.Cryptography;
using CausalFusion.Generation;

namespace CausalFusion;

/// <summary>
/// A network that came with the package: where its file is, and how it generates best. It stands for its file wherever one is asked for.
/// </summary>
public sealed class PretrainedNetwork
{
    private const string Folder = "CausalFusion.Pretrained";

    private readonly string _sha256;

    internal PretrainedNetwork(string name, string description, string license, string sha256, GenerationOptions generation)
    {
        Name = name;
        Description = description;
        License = license;
        Generation = generation;
        _sha256 = sha256;
    }

    /// <summary>What the network is called, for instance on the command line.</summary>
    public string Name { get; }

    /// <summary>What it generates.</summary>
    public string Description { get; }

    /// <summary>The license of the data that it was trained on, as SPDX names it.</summary>
    public string License { get; }

    /// <summary>The options that its card's figures were measured with.</summary>
    public GenerationOptions Generation { get; }

    /// <summary>The network's file, a bundle. It is checked each time that it is asked for.</summary>
    /// <exception cref="FileNotFoundException">It is not where the package puts it; the message says where that is.</exception>
    /// <exception cref="InvalidDataException">It is not the package's: damaged, or another.</exception>
    public string Path
    {
        get
        {
            string[] places = [.. Folders().Select(folder => System.IO.Path.Combine(folder, $"{Name}.safetensors")).Distinct()];
            string path = places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
                $"The pretrained network '{Name}' is not where the package CausalFusion.Pretrained puts it: expected one of "
                + $"{string.Join(", ", places.Select(place => $"'{place}'"))}; found none.", places[0]);
            Check(path);
            return path;
        }
    }

    /// <summary>The network's file: <see cref="Path"/>.</summary>
    /// <param name="network">The network.</param>
    public static implicit operator string(PretrainedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Path;
    }

    /// <summary>The network's name.</summary>
    public override string ToString() => Name;

    /// <summary>Checks that a file is the network's.</summary>
    /// <exception cref="InvalidDataException">It is another, or damaged.</exception>
    internal void Check(string path)
    {
        using FileStream stream = File.OpenRead(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (found != _sha256)
        {
            throw new InvalidDataException(
                $"'{path}': expected the file of the package CausalFusion.Pretrained, of SHA-256 {_sha256}; found {found}: it is damaged or another. "
                + "Building the program brings back what lies beside it; where the package's own file is altered, delete the package's folder "
                + "(`dotnet nuget locals global-packages --list` says where) and restore it.");
        }
    }

    // Beside a program that was built; beside the assembly, where a host loaded it from elsewhere; in the package, as notebooks load it from there.
    private static IEnumerable<string> Folders()
    {
        yield return System.IO.Path.Combine(AppContext.BaseDirectory, Folder);
        if (System.IO.Path.GetDirectoryName(typeof(PretrainedNetwork).Assembly.Location) is { Length: > 0 } beside)
        {
            yield return System.IO.Path.Combine(beside, Folder);
            yield return System.IO.Path.GetFullPath(System.IO.Path.Combine(beside, "..", "..", "networks"));
        }
    }
}
