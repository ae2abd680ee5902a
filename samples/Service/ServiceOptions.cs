namespace CausalFusion.Samples.Service;

/// <summary>
/// The service's settings: section <c>Service</c> of appsettings.json, or the environment (<c>Service__Model</c>), or the command line
/// (<c>--Service:Model</c>).
/// </summary>
internal sealed class ServiceOptions
{
    /// <summary>The model file; a path that is not rooted begins at the program's folder.</summary>
    public string Model { get; set; } = "models/fashion-mnist.safetensors";

    /// <summary>Most jobs that wait; beyond, callers are told to come back later.</summary>
    public int QueueLength { get; set; } = 32;

    /// <summary>Most images of one job.</summary>
    public int MaximumCount { get; set; } = 16;

    /// <summary>Most images that are generated at once.</summary>
    public int MaximumBatch { get; set; } = 64;

    /// <summary>Most diffusion steps of one AR step.</summary>
    public int MaximumDiffusionSteps { get; set; } = 250;

    /// <summary>How many jobs that are over are remembered, with their images.</summary>
    public int KeptJobs { get; set; } = 200;

    /// <summary>Most connections at a time; more are closed at once.</summary>
    public int MaximumConnections { get; set; } = 200;

    /// <summary>How long the batch in progress may go on when the service is stopped.</summary>
    public int ShutdownSeconds { get; set; } = 30;

    public string ModelPath => Path.Combine(AppContext.BaseDirectory, Model);

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no model.</exception>
    public void Validate()
    {
        Require(nameof(QueueLength), QueueLength, 1, 100_000);
        Require(nameof(MaximumCount), MaximumCount, 1, 10_000);
        Require(nameof(MaximumBatch), MaximumBatch, MaximumCount, 10_000);
        Require(nameof(MaximumDiffusionSteps), MaximumDiffusionSteps, 1, 1_000);
        Require(nameof(KeptJobs), KeptJobs, 1, 1_000_000);
        Require(nameof(MaximumConnections), MaximumConnections, 1, 100_000);
        Require(nameof(ShutdownSeconds), ShutdownSeconds, 0, 3_600);
        if (!File.Exists(ModelPath))
        {
            throw new FileNotFoundException($"Service:Model: expected a model file, found none at '{ModelPath}'.");
        }

        static void Require(string name, int value, int low, int high)
        {
            if (value < low || value > high)
            {
                throw new ArgumentException($"Service:{name} must lie in {low}…{high}; found {value}.");
            }
        }
    }
}
