using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Text;

namespace CausalFusion.Models;

/// <summary>What must be known of a trained network besides its shape and its weights, to use it as it was trained. Saved with them.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ModelInfo
{
    internal const string VocabularyEntry = "vocabulary";

    private const string ScheduleEntry = "noise_schedule";

    /// <summary>The names of the entries of a file that say all this.</summary>
    internal static IReadOnlyList<string> EntryNames { get; } =
        [ScheduleEntry, LatentSpace.EntryName, ModelBundleInfo.ClassNamesEntry, VocabularyEntry];

    /// <summary>The noise schedule that the network was trained with. Default the paper's.</summary>
    public NoiseSchedule Schedule { get; init; } = NoiseSchedule.Default;

    /// <summary>The latent space of the images that it was trained on; null where these are pixels.</summary>
    public LatentSpace? LatentSpace { get; init; }

    /// <summary>The names of its classes in their order; empty where they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The vocabulary of the texts that it reads and writes; null where it reads none.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>What a model file says: a bundle, or a checkpoint of a training; the defaults where it is none of this library's.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">An entry cannot be read; the message names it.</exception>
    public static ModelInfo Of(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(file.Entries, file.Name);
    }

    /// <summary>What the entries of a file say.</summary>
    /// <param name="entries">JSON texts by name.</param>
    /// <param name="name">The file's name, for the message.</param>
    internal static ModelInfo Of(IReadOnlyDictionary<string, string> entries, string name)
    {
        try
        {
            return new ModelInfo
            {
                Schedule = entries.TryGetValue(ScheduleEntry, out string? schedule) ? NoiseSchedule.FromJson(schedule) : NoiseSchedule.Default,
                LatentSpace = entries.TryGetValue(LatentSpace.EntryName, out string? space) ? LatentSpace.FromJson(space) : null,
                ClassNames = entries.TryGetValue(ModelBundleInfo.ClassNamesEntry, out string? names) ? NamesOf(names) : [],
                Vocabulary = entries.TryGetValue(VocabularyEntry, out string? vocabulary) ? Vocabulary.FromJson(vocabulary) : null,
            };
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{name}': {exception.Message}", exception);
        }
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
        if (Vocabulary is not null)
        {
            entries[VocabularyEntry] = Vocabulary.ToJson();
        }
        return entries;
    }

    private static string[] NamesOf(string json)
    {
        const string Entry = $"entry '{ModelBundleInfo.ClassNamesEntry}'";
        try
        {
            string?[]? names = JsonSerializer.Deserialize<string?[]>(json);
            return names is not null && names.OfType<string>().ToArray() is var texts && texts.Length == names.Length
                ? texts
                : throw new InvalidDataException($"{Entry}: expected a JSON array of texts, found null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{Entry}: expected a JSON array of texts: {exception.Message}", exception);
        }
    }
}
