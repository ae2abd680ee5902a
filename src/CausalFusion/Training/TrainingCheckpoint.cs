using System.Globalization;
using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Data;
using CausalFusion.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>
/// The state of a training in one safetensors file: the weights (<c>model.</c>), their moving average (<c>ema.</c>), AdamW's moments
/// (<c>exp_avg.</c>, <c>exp_avg_sq.</c>) and the step. Everything random follows from the seed and the step, so this is all that an exact resume needs.
/// </summary>
internal static class TrainingCheckpoint
{
    private const string Version = "1", ConfigKey = "config";

    /// <summary>Writes a checkpoint, completely or not at all.</summary>
    public static void Save(string path, TrainingStep training, ITrainingDataset dataset, int stepsDone)
    {
        Dictionary<string, string> metadata = Identity(training, dataset);
        metadata["step"] = stepsDone.ToString(CultureInfo.InvariantCulture);
        SafetensorsWriter.Save(path, Tensors(training), metadata);
    }

    /// <summary>Restores a training from a checkpoint.</summary>
    /// <returns>The number of steps done.</returns>
    /// <exception cref="InvalidDataException">The file is not a checkpoint of this training; what differs is named, and nothing was changed.</exception>
    public static int Load(string path, TrainingStep training, ITrainingDataset dataset)
    {
        using var reader = new SafetensorsReader(path);
        foreach ((string key, string expected) in Identity(training, dataset))
        {
            // A checkpoint of data without names goes on with the same data when its classes have got names.
            string found = reader.Metadata.GetValueOrDefault(key) ?? (key == ModelBundleInfo.ClassNamesEntry ? expected : "nothing");
            if (key == ConfigKey ? !training.Config.IsSameAs(found) : found != expected)
            {
                throw new InvalidDataException(
                    $"The checkpoint '{path}' cannot be resumed from: its {key} is {Shortened(found)}, expected {Shortened(expected)}. Delete it, name another file, or set Resume to false.");
            }
        }
        if (!int.TryParse(reader.Metadata.GetValueOrDefault("step"), NumberStyles.None, CultureInfo.InvariantCulture, out int step))
        {
            throw new InvalidDataException($"The checkpoint '{path}' does not say how many steps were done.");
        }

        (string Name, Tensor Tensor)[] targets = [.. Tensors(training)];
        StateDict.Check(targets.ToDictionary(t => t.Name, t => t.Tensor), reader);
        using var noGrad = no_grad();
        foreach ((string name, Tensor target) in targets)
        {
            reader.ReadInto(name, target);
        }
        foreach (OptimizerState state in training.Optimizer.state_dict().State)
        {
            ((AdamW.State)state).step = step;
        }
        return step;
    }

    private static Dictionary<string, string> Identity(TrainingStep training, ITrainingDataset dataset)
    {
        var identity = new Dictionary<string, string>
        {
            ["format"] = ModelFile.TrainingFormat,
            ["format_version"] = Version,
            [ModelBundle.KindKey] = training.Kind,
            [ConfigKey] = training.Config.ToJson(),
            ["seed"] = training.Options.Seed.ToString(CultureInfo.InvariantCulture),
            ["batch_size"] = training.Options.BatchSize.ToString(CultureInfo.InvariantCulture),
            ["noised_copies"] = training.Options.NoisedCopies.ToString(CultureInfo.InvariantCulture),
            ["dataset_images"] = dataset.Count.ToString(CultureInfo.InvariantCulture),
        };
        if (dataset.ClassNames is { } names)
        {
            // In their order: the network knows classes by number alone.
            identity[ModelBundleInfo.ClassNamesEntry] = JsonSerializer.Serialize(names);
        }
        return identity;
    }

    private static string Shortened(string text) => text.Length <= 300 ? text : text[..300] + "…";

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(TrainingStep training)
    {
        foreach ((string name, Parameter parameter) in training.Network.named_parameters())
        {
            yield return ("model." + name, parameter);
        }
        foreach ((string name, Tensor average) in training.Average.Averages)
        {
            yield return ("ema." + name, average);
        }
        List<OptimizerState> states = training.Optimizer.state_dict().State;
        for (int i = 0; i < states.Count; i++)
        {
            var state = (AdamW.State)states[i];
            yield return ("exp_avg." + training.TrainedNames[i], state.exp_avg);
            yield return ("exp_avg_sq." + training.TrainedNames[i], state.exp_avg_sq);
        }
    }
}
