using System.Globalization;
using CausalFusion.Checkpoints;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Files;
using CausalFusion.Models;
using CausalFusion.Text;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>
/// The state of a training in one safetensors file: the weights (<c>model.</c>), their moving average (<c>ema.</c>), AdamW's moments
/// (<c>exp_avg.</c>, <c>exp_avg_sq.</c>) and the step. Everything random follows from the seed and the step, so this is all that an exact resume
/// needs.
/// </summary>
internal sealed class TrainingCheckpoint(TrainingSession session, ITrainingDataset dataset)
{
    private const string Version = "1", ConfigKey = "config", LossTargetKey = "loss_target", DatasetClassesKey = "dataset_classes",
        Nothing = "nothing";

    private readonly Lazy<string> _fingerprint = new(dataset.Fingerprint);

    /// <summary>Makes sure that checkpoints can be written to a file, and that no other training writes its own there.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What keeps others out until it is disposed.</returns>
    /// <exception cref="IOException">The file can't be written, or another training holds it.</exception>
    public FileLock Claim(string path)
    {
        WritableFile.Require(path, session.State().Sum(state => state.Tensor.NumberOfElements * state.Tensor.ElementSize));
        FileLock held = FileLock.Take(path, "writes the checkpoints of a training into");
        try
        {
            _ = _fingerprint.Value;
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes a checkpoint, completely or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="stepsDone">The number of steps done.</param>
    public void Save(string path, int stepsDone)
    {
        Dictionary<string, string> metadata = Identity();
        metadata["step"] = stepsDone.ToString(CultureInfo.InvariantCulture);
        SafetensorsWriter.Save(path, session.State(), metadata);
    }

    /// <summary>Restores the training from a checkpoint.</summary>
    /// <returns>The number of steps done.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is not a checkpoint of this training; what differs is named, and nothing was changed.
    /// </exception>
    public int Load(string path)
    {
        using var reader = new SafetensorsReader(path);
        Dictionary<string, string> identity = Identity();
        foreach (string key in identity.Keys.Union(ModelInfo.EntryNames))
        {
            string expected = identity.GetValueOrDefault(key, Nothing);
            string found = reader.Metadata.GetValueOrDefault(key) ?? key switch
            {
                // A checkpoint of data without names goes on with the same data when its classes have got names.
                DatasetClassesKey or ModelBundleInfo.ClassNamesEntry => expected,
                LossTargetKey => NameOf(session.Network.Config.Target),
                _ => Nothing,
            };
            if (key == ModelInfo.VocabularyEntry && found != Nothing && session.Network.Info.Vocabulary is { } vocabulary)
            {
                // One vocabulary may have been written in several ways.
                Vocabulary other = Vocabulary.FromJson(found);
                (found, expected) = other == vocabulary ? (expected, expected) : (other.ToString(), vocabulary.ToString());
            }
            if (key == ConfigKey ? !session.Network.Config.IsSameAs(found) : found != expected)
            {
                throw new InvalidDataException(
                    $"The checkpoint '{path}' cannot be resumed from: its {key} is {Shortened(found)}, expected {Shortened(expected)}. "
                    + "Delete it, name another file, or begin anew (Resume).");
            }
        }
        if (!int.TryParse(reader.Metadata.GetValueOrDefault("step"), NumberStyles.None, CultureInfo.InvariantCulture, out int step))
        {
            throw new InvalidDataException($"The checkpoint '{path}' does not say how many steps were done.");
        }

        (string Name, Tensor Tensor)[] targets = [.. session.State()];
        StateDict.Check(targets.ToDictionary(t => t.Name, t => t.Tensor), reader);
        using var noGrad = no_grad();
        foreach ((string name, Tensor target) in targets)
        {
            reader.ReadInto(name, target);
        }
        return step;
    }

    private Dictionary<string, string> Identity()
    {
        var identity = new Dictionary<string, string>(session.Network.Info.ToEntries())
        {
            ["format"] = ModelFile.TrainingFormat,
            ["format_version"] = Version,
            [ModelBundle.KindKey] = session.Network.Config.Kind,
            [ConfigKey] = session.Network.Config.ToJson(),
            ["seed"] = session.Options.Seed.ToString(CultureInfo.InvariantCulture),
            ["batch_size"] = session.Options.BatchSize.ToString(CultureInfo.InvariantCulture),
            ["noised_copies"] = session.Options.NoisedCopies.ToString(CultureInfo.InvariantCulture),
            [LossTargetKey] = NameOf(session.Options.LossTarget ?? session.Network.Config.Target),
            ["dataset_images"] = dataset.Count.ToString(CultureInfo.InvariantCulture),
            ["dataset_fingerprint"] = _fingerprint.Value,
        };
        if (dataset.ClassNames is { } names)
        {
            // In their order: the network knows classes by number alone.
            identity[DatasetClassesKey] = ModelConfiguration.ToJson(names);
        }
        return identity;
    }

    private static string NameOf(PredictionTarget target) => target.ToString().ToLowerInvariant();

    private static string Shortened(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
