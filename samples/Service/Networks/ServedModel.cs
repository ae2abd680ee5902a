using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Samples.Service.Networks;

/// <summary>A network that is served under a name: what the header of its file says, its weights once they are loaded, and what it costs.</summary>
internal sealed class ServedModel
{
    private const int MaximumClassText = 200, MaximumPromptText = 1_000;

    private readonly ClassNames? _classes;
    private readonly BytePairTokenizer? _tokenizer;
    private volatile ImageModel? _network;
    private volatile StepCosts? _costs;

    private ServedModel(string name, string path, ImageModelConfig config, ModelInfo info, GenerationOptions? usual)
    {
        (Name, Path, Config, Info) = (name, path, config, info);
        Usual = usual ?? new GenerationOptions { DiffusionSteps = 50, GuidanceScale = 3, Sampler = SamplerMethod.Ddim() };
        ClassNames = info.ClassNames.Count == config.Classes ? info.ClassNames : [.. Enumerable.Range(0, config.Classes).Select(i => $"{i}")];
        _classes = config.Text is null ? new ClassNames(config.Classes, ClassNames) : null;
        _tokenizer = info.Vocabulary is { } vocabulary ? new BytePairTokenizer(vocabulary) : null;
    }

    public string Name { get; }

    public string Path { get; }

    public ImageModelConfig Config { get; }

    public ModelInfo Info { get; }

    /// <summary>A name for each class: those of the file, else numbers; none where it reads text.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether it is asked by text, and not by class.</summary>
    public bool ReadsText => Config.Text is not null;

    /// <summary>How it generates where a request doesn't say: as its card says, where it comes with CausalFusion.Pretrained.</summary>
    public GenerationOptions Usual { get; }

    /// <summary>The network itself; null until it is loaded, and after it was disposed.</summary>
    public ImageModel? Network
    {
        get => _network;
        set => _network = value;
    }

    /// <summary>What its steps cost on this machine; null until it was measured.</summary>
    public StepCosts? Costs
    {
        get => _costs;
        set => _costs = value;
    }

    /// <summary>Reads the header of a network's file.</summary>
    /// <param name="name">What it is served as.</param>
    /// <param name="path">The file.</param>
    /// <param name="usual">How it generates where a request doesn't say; null if no more is known than of any network.</param>
    /// <exception cref="InvalidDataException">The file holds no network of pixels, or one that reads text and has no vocabulary.</exception>
    public static ServedModel Read(string name, string path, GenerationOptions? usual = null)
    {
        using ModelFile file = ModelFile.Open(path);
        ImageModelConfig config = ModelFamilies.ConfigOf(file);
        ModelInfo info = ModelInfo.Of(file);
        if (config.Channels is not (1 or 3) || info.LatentSpace is not null)
        {
            throw new InvalidDataException(
                $"'{path}': expected a network of pixels, with 1 or 3 channels; found one of latents with {config.Channels}.");
        }
        if (config.Text is not null && info.Vocabulary is null)
        {
            throw new InvalidDataException($"'{path}': expected a network with the vocabulary of its texts; found none.");
        }
        return new ServedModel(name, path, config, info, usual);
    }

    /// <summary>Reads a class by its name or number.</summary>
    /// <returns>Its index; null where there is none such, and then the reason.</returns>
    public (int? Class, string? Problem) FindClass(string text)
    {
        if (_classes is null)
        {
            return (null, $"must be absent: the model '{Name}' reads text; say prompt.");
        }
        if (text.Length > MaximumClassText)
        {
            return (null, $"must be a name of at most {MaximumClassText} characters; found {text.Length}.");
        }
        try
        {
            return (_classes.Find(text), null);
        }
        catch (FormatException exception)
        {
            return (null, $"is not there: {exception.Message}");
        }
    }

    /// <summary>Reads a prompt.</summary>
    /// <returns>The condition, none for an empty prompt; and what is wrong with it, or null.</returns>
    public (Condition Condition, string? Problem) FindPrompt(string text)
    {
        if (_tokenizer is null)
        {
            return (default, $"must be absent: the model '{Name}' takes classes; say class.");
        }
        if (string.IsNullOrWhiteSpace(text))
        {
            return (Condition.None, null);
        }
        if (text.Length > MaximumPromptText)
        {
            return (default, $"must have at most {MaximumPromptText} characters; found {text.Length}.");
        }
        int tokens = _tokenizer.Encode(text).Length, most = Config.Text!.MaxTokens;
        return tokens <= most
            ? (Condition.OfText(text), null)
            : (default, $"must have at most {most} tokens, as many as the model '{Name}' reads; found {tokens}.");
    }
}
