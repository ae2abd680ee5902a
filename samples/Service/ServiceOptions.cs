using Microsoft.ML;

namespace CausalFusion.Samples.Service;

/// <summary>
/// The service's settings: section <c>Service</c> of appsettings.json, or the environment (<c>Service__QueueLength</c>), or the command line
/// (<c>--Service:QueueLength</c>).
/// </summary>
internal sealed class ServiceOptions
{
    /// <summary>
    /// The networks: for each name, by which callers ask for it, a file or one of CausalFusion.Pretrained's by its name. A path that is not rooted
    /// begins at the program's folder; what is empty is left out.
    /// </summary>
    public Dictionary<string, string> Models { get; set; } = [];

    /// <summary>What callers must send as a bearer token; null or empty: nothing.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Most jobs that wait; beyond, callers are told to come back later.</summary>
    public int QueueLength { get; set; } = 64;

    /// <summary>Most jobs of one client that are not over.</summary>
    public int MaximumClientJobs { get; set; } = 16;

    /// <summary>Most requests of one client in a minute that make the service work.</summary>
    public int RequestsPerMinute { get; set; } = 240;

    /// <summary>Most images of one job.</summary>
    public int MaximumCount { get; set; } = 16;

    /// <summary>Most images that are generated at once.</summary>
    public int MaximumBatch { get; set; } = 32;

    /// <summary>Most diffusion steps of one AR step.</summary>
    public int MaximumDiffusionSteps { get; set; } = 250;

    /// <summary>The longest file of a picture that is read, in bytes.</summary>
    public int MaximumUpload { get; set; } = 4 << 20;

    /// <summary>How many jobs that are over are remembered, with their images.</summary>
    public int KeptJobs { get; set; } = 200;

    /// <summary>Most connections at a time; more are closed at once.</summary>
    public int MaximumConnections { get; set; } = 200;

    /// <summary>How long the batch in progress may go on when the service is stopped.</summary>
    public int ShutdownSeconds { get; set; } = 30;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ArgumentException">A setting can't be read, or is out of range.</exception>
    /// <exception cref="FileNotFoundException">A network's file is not there.</exception>
    public static ServiceOptions Read(IConfiguration section)
    {
        try
        {
            ServiceOptions options = section.Get<ServiceOptions>() ?? new ServiceOptions();
            options.Validate();
            return options;
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }

    private void Validate()
    {
        Require(nameof(QueueLength), QueueLength, 1, 100_000);
        Require(nameof(MaximumClientJobs), MaximumClientJobs, 1, 100_000);
        Require(nameof(RequestsPerMinute), RequestsPerMinute, 1, 1_000_000);
        Require(nameof(MaximumCount), MaximumCount, 1, 10_000);
        Require(nameof(MaximumBatch), MaximumBatch, 1, 10_000);
        Require(nameof(MaximumDiffusionSteps), MaximumDiffusionSteps, 1, 1_000);
        Require(nameof(MaximumUpload), MaximumUpload, 1_024, 64 << 20);
        Require(nameof(KeptJobs), KeptJobs, 1, 1_000_000);
        Require(nameof(MaximumConnections), MaximumConnections, 1, 100_000);
        Require(nameof(ShutdownSeconds), ShutdownSeconds, 0, 3_600);
        if (ApiKey?.All(character => character is > ' ' and <= '~') == false)
        {
            throw new ArgumentException("Service:ApiKey must be of ASCII letters, digits and signs, as a header holds it; found others.");
        }
        if (Models.Values.All(string.IsNullOrEmpty))
        {
            throw new ArgumentException("Service:Models: expected at least one network, a name and its file; found none.");
        }
        foreach ((string name, string path, _) in ModelPaths())
        {
            if (!File.Exists(path))
            {
                throw new FileNotFoundException(
                    $"Service:Models:{name}: expected a model's file, or one of the pretrained networks "
                    + $"{string.Join(", ", Pretrained.All.Select(known => $"'{known.Name}'"))}; found '{Models[name]}', and no file '{path}'.");
            }
        }

        static void Require(string name, int value, int low, int high)
        {
            if (value < low || value > high)
            {
                throw new ArgumentException($"Service:{name} must lie in {low}…{high}; found {value}.");
            }
        }
    }

    /// <summary>The networks' names and their files, and which of CausalFusion.Pretrained's each is, if it is one.</summary>
    /// <exception cref="FileNotFoundException">A pretrained network's file is not there.</exception>
    /// <exception cref="InvalidDataException">A pretrained network's file is another.</exception>
    public IEnumerable<(string Name, string Path, PretrainedNetwork? Known)> ModelPaths() => Models
        .Where(entry => !string.IsNullOrEmpty(entry.Value))
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => Pretrained.TryFind(entry.Value, out PretrainedNetwork? known)
            ? (entry.Key, known.Path, known)
            : (entry.Key, Path.Combine(AppContext.BaseDirectory, entry.Value), (PretrainedNetwork?)null));
}
