using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;

namespace CausalFusion.Models;

/// <summary>What must be known of a trained network besides its shape and its weights, to use it as it was trained. Saved with them.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ModelInfo
{
    private const string ScheduleEntry = "noise_schedule";

    /// <summary>The noise schedule that the network was trained with. Default the paper's.</summary>
    public NoiseSchedule Schedule { get; init; } = NoiseSchedule.Default;

    /// <summary>The latent space of the images that it was trained on; null where these are pixels.</summary>
    public LatentSpace? LatentSpace { get; init; }

    /// <summary>The names of its classes in their order; empty where they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What a model bundle says.</summary>
    /// <param name="bundle">What the bundle says about itself.</param>
    /// <param name="name">The bundle's name, for the message.</param>
    /// <exception cref="InvalidDataException">An entry cannot be read; the message names it.</exception>
    internal static ModelInfo Of(ModelBundleInfo bundle, string name)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        try
        {
            return new ModelInfo
            {
                Schedule = bundle.Entries.TryGetValue(ScheduleEntry, out string? schedule) ? NoiseSchedule.FromJson(schedule) : NoiseSchedule.Default,
                LatentSpace = LatentSpace.Find(bundle),
                ClassNames = bundle.ReadClassNames(),
            };
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{name}': {exception.Message}", exception);
        }
    }

    /// <summary>What a model file says; the defaults where it is none of this library's.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">An entry cannot be read; the message names it.</exception>
    public static ModelInfo Of(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Bundle is null ? new ModelInfo() : Of(file.Bundle, file.Name);
    }

    /// <summary>The entries of a bundle that say this.</summary>
    internal Dictionary<string, string> ToEntries()
    {
        var entries = new Dictionary<string, string> { [ScheduleEntry] = Schedule.ToJson() };
        if (LatentSpace is not null)
        {
            entries[LatentSpace.EntryName] = LatentSpace.ToJson();
        }
        if (ClassNames.Count > 0)
        {
            entries[ModelBundleInfo.ClassNamesEntry] = ModelConfiguration.ToJson(ClassNames);
        }
        return entries;
    }
}
