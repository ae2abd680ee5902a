using System.Globalization;
using System.Security.Cryptography;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.Models;
using Microsoft.Extensions.AI;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.AI;

/// <summary>
/// A network as an <see cref="IImageGenerator"/> of Microsoft.Extensions.AI: the prompt says what images are to show, or names their
/// class; the response holds PNG images.
/// </summary>
/// <remarks>
/// Thread-safe: requests take turns on the network. <see cref="ImageGenerationOptions.AdditionalProperties"/> may hold <c>seed</c>, a whole
/// number from 0: the i-th image of the response then has the seed <c>seed + i</c>, and is the same each time; without it every request draws
/// a fresh one. Each image says its seed in its own additional properties, and the name of its class (<c>class</c>) if that has one; where the prompt
/// was taken for the number of a class that has a name, <c>notice</c> says so. <see cref="ImageGenerationOptions.RawRepresentationFactory"/> may
/// return <see cref="GenerationOptions"/> that replace the generator's for one request.
/// </remarks>
public sealed class CausalFusionImageGenerator : IImageGenerator
{
    /// <summary>The additional property of options and images that holds a seed.</summary>
    public const string SeedProperty = "seed";

    /// <summary>The additional property of images that holds the name of their class.</summary>
    public const string ClassProperty = "class";

    /// <summary>The additional property of images that says that a number was taken for a class that has a name.</summary>
    public const string NoticeProperty = "notice";

    private const string PngMediaType = "image/png";

    private readonly ImageModel _model;
    private readonly ImageGenerator _generator;
    private readonly ImageCodec _codec;
    private readonly CausalFusionImageGeneratorOptions _options;
    private readonly ClassNames? _classNames;
    private readonly bool _leaveOpen;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ComputeThread _thread = new("CausalFusion");
    private readonly ImageGeneratorMetadata _metadata;
    private bool _disposed;

    /// <summary>Makes a generator.</summary>
    /// <param name="model">The network, of any family.</param>
    /// <param name="options">How to sample, and the rest; the defaults where null.</param>
    /// <param name="leaveOpen">Whether the network outlives the generator; otherwise the generator disposes it.</param>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    public CausalFusionImageGenerator(ImageModel model, CausalFusionImageGeneratorOptions? options = null, bool leaveOpen = false)
        : this(model, options ?? new CausalFusionImageGeneratorOptions(), leaveOpen, ownAutoencoder: null)
    {
    }

    private CausalFusionImageGenerator(
        ImageModel model, CausalFusionImageGeneratorOptions options, bool leaveOpen, KlAutoencoder? ownAutoencoder)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options;
        _leaveOpen = leaveOpen;
        ImageModelConfig config = model.Config;
        ArgumentNullException.ThrowIfNull(_options.Generation, nameof(options));
        _options.Generation.Validate(config, model.Info.Schedule);
        RequireText(model, _options);
        if (_options.ClassNames is { } names && names.Count != config.Classes)
        {
            throw new ArgumentException(
                $"ClassNames must have {config.Classes} names, one for each of the network's classes; found {names.Count}.", nameof(options));
        }
        if (_options.MaximumCount < 1)
        {
            throw new ArgumentException($"MaximumCount must be at least 1; found {_options.MaximumCount}.", nameof(options));
        }
        _codec = new ImageCodec(
            config.Shape, model.Info.LatentSpace, ownAutoencoder ?? _options.Autoencoder, leaveOpen: ownAutoencoder is null);
        _generator = new ImageGenerator(model);
        _classNames = config.Text is null ? new ClassNames(config.Classes, _options.ClassNames ?? model.Info.ClassNames) : null;
        _metadata = new ImageGeneratorMetadata("causalfusion", defaultModelId: _options.ModelId);
    }

    /// <summary>Loads a network and makes a generator that owns it.</summary>
    /// <param name="path">
    /// A model file, as <see cref="ModelFile.Open"/> takes it. The autoencoder of a pipeline is taken from it where the options have none.
    /// </param>
    /// <param name="options">How to sample, and the rest; the defaults where null.</param>
    /// <param name="device">Where to put the network; the CPU by default.</param>
    /// <exception cref="InvalidDataException">The file is no model, or is damaged.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    public static CausalFusionImageGenerator Load(string path, CausalFusionImageGeneratorOptions? options = null, Device? device = null)
    {
        using ModelFile file = ModelFile.Open(path);
        using ModelFile? ofPipeline = options?.Autoencoder is null ? file.OpenAutoencoder() : null;
        ImageModel? model = null;
        KlAutoencoder? autoencoder = null;
        try
        {
            autoencoder = ofPipeline is null ? null : KlAutoencoder.Load(ofPipeline, device: device);
            model = ModelFamilies.Load(file, device: device);
            return new CausalFusionImageGenerator(model, options ?? new CausalFusionImageGeneratorOptions(), leaveOpen: false, autoencoder);
        }
        catch
        {
            model?.Dispose();
            autoencoder?.Dispose();
            throw;
        }
    }

    /// <summary>Generates images of what the prompt says, or of the class that it names.</summary>
    /// <param name="request">
    /// The prompt: any text where the network reads text, else a class's name or number; an empty one or null asks for nothing in particular.
    /// </param>
    /// <param name="options">How many images, and the seed.</param>
    /// <param name="cancellationToken">Checked between diffusion steps.</param>
    /// <returns>The images, each a <see cref="DataContent"/> of type image/png.</returns>
    /// <exception cref="ArgumentException">
    /// The prompt names no class, or is too long a text for the network, or an option asks for what the network cannot give.
    /// </exception>
    /// <exception cref="NotSupportedException">The request asks to edit images, or for a response by address.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        string? notice = null;
        GenerationRequest[] requests = Requests(request, options, told => notice = told);
        GenerationOptions generation = options?.RawRepresentationFactory?.Invoke(this) switch
        {
            null => _options.Generation,
            GenerationOptions given => given,
            object other => throw new ArgumentException(
                $"RawRepresentationFactory must give a {nameof(GenerationOptions)}; found {other.GetType().Name}.", nameof(options)),
        };

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            List<AIContent> contents = await _thread
                .RunAsync(() => Generate(requests, generation, notice, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return new ImageGenerationResponse(contents);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>This generator, its network, or its metadata.</summary>
    /// <param name="serviceType">The type that is asked for.</param>
    /// <param name="serviceKey">Null: there are no keyed services.</param>
    /// <returns>Null where there is no such service.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ImageGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_model) ? _model
            : null;
    }

    /// <summary>Waits for the request in progress and frees the network, unless it was to be left open.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        _turn.Wait();
        try
        {
            _disposed = true;
            _thread.Dispose();
            _codec.Dispose();
            if (!_leaveOpen)
            {
                _model.Dispose();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private static void RequireText(ImageModel model, CausalFusionImageGeneratorOptions options)
    {
        if (model.Config.Text is null)
        {
            return;
        }
        if (options.ClassNames is not null)
        {
            throw new ArgumentException(
                $"ClassNames must be null for a network that reads text; found {options.ClassNames.Count} names.", nameof(options));
        }
        if (model.Info.Vocabulary is null)
        {
            throw new ArgumentException(
                "expected a network with the vocabulary that it was trained with (Info.Vocabulary); found none.", nameof(model));
        }
        ConditionCheck.Require(model, options.Generation.Negative, () => nameof(GenerationOptions.Negative), nameof(options));
    }

    private GenerationRequest[] Requests(ImageGenerationRequest request, ImageGenerationOptions? options, Action<string> tell)
    {
        if (request.OriginalImages?.Any() == true)
        {
            throw new NotSupportedException("The request has original images to edit; this generator makes new images only.");
        }
        if (options?.ResponseFormat is { } format && format != ImageGenerationResponseFormat.Data)
        {
            throw new NotSupportedException($"ResponseFormat must be Data; found {format}.");
        }
        if (options?.MediaType is { } type && !string.Equals(type, PngMediaType, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"MediaType must be {PngMediaType}; found '{type}'.", nameof(options));
        }
        ImageShape shape = _codec.Shape;
        if (options?.ImageSize is { } size && (size.Width != shape.Width || size.Height != shape.Height))
        {
            throw new ArgumentException(
                $"ImageSize must be {shape.Width}×{shape.Height}, the network's; found {size.Width}×{size.Height}.", nameof(options));
        }
        int count = options?.Count ?? 1;
        if (count < 1 || count > _options.MaximumCount)
        {
            throw new ArgumentException($"Count must lie in 1…{_options.MaximumCount}; found {count}.", nameof(options));
        }
        Condition condition = ConditionOf(request.Prompt, tell);
        ulong seed = Seed(options);
        return [.. Enumerable.Range(0, count).Select(i => new GenerationRequest(condition, seed + (ulong)i))];
    }

    private Condition ConditionOf(string? prompt, Action<string> tell)
    {
        string text = prompt?.Trim() ?? "";
        if (text.Length == 0)
        {
            return Condition.None;
        }
        if (_classNames is null)
        {
            var condition = Condition.OfText(text);
            ConditionCheck.Require(_model, condition, () => "The prompt", nameof(prompt));
            return condition;
        }
        try
        {
            return _classNames.Find(text, tell);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException($"The prompt names no class: {exception.Message}", nameof(prompt), exception);
        }
    }

    private static ulong Seed(ImageGenerationOptions? options)
    {
        if (options?.AdditionalProperties?.TryGetValue(SeedProperty, out object? given) != true)
        {
            return BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        }
        string? text = Convert.ToString(given, CultureInfo.InvariantCulture);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new ArgumentException(
                $"The additional property '{SeedProperty}' must be a whole number from 0; found '{text}'.", nameof(options));
    }

    private List<AIContent> Generate(
        GenerationRequest[] requests, GenerationOptions generation, string? notice, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = _codec.Decode(_generator.Generate(requests, generation, cancellationToken: cancellationToken));
        var contents = new List<AIContent>(requests.Length);
        foreach ((byte[] pixels, GenerationRequest request) in PixelConversion.ToPixels(images).Zip(requests))
        {
            var properties = new AdditionalPropertiesDictionary { [SeedProperty] = request.Seed };
            if (request.Condition.Class is { } index && _classNames is { AreNamed: true })
            {
                properties[ClassProperty] = _classNames[index];
            }
            if (notice is not null)
            {
                properties[NoticeProperty] = notice;
            }
            contents.Add(new DataContent(PngEncoding.Encode(pixels, _codec.Shape), PngMediaType) { AdditionalProperties = properties });
        }
        return contents;
    }
}
