using System.Security.Cryptography;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Pictures;

namespace CausalFusion.Samples.Service.Requests;

/// <summary>Reads and checks what is asked for; what is wrong is told by the field it is in.</summary>
internal sealed class RequestReader(ModelShelf shelf, ServiceOptions options, PictureReader pictures)
{
    private const string ImageField = "image", MaskField = "mask";

    // Seeds that a page's numbers hold exactly.
    private const long LargestSeed = (1L << 53) - 1;

    private const double MaximumGuidance = 20;

    private const int MaximumName = 200, MaximumPrompt = 10_000, MiddleGray = 128;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The request, or else what is wrong: texts by field.</returns>
    public async Task<(ImageRequest? Request, Dictionary<string, string[]> Errors)> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        (FieldReader fields, IDisposable? document) = await FieldReader.ReadAsync(body, cancellationToken).ConfigureAwait(false);
        using (document)
        {
            ServedModel? model = Model(fields);
            PictureEdit? edit = await EditAsync(fields, model, cancellationToken).ConfigureAwait(false);
            ImageRequest? request = Read(fields, model, RequestNames.Own, Condition(fields, model), edit);
            return (request, fields.Errors);
        }
    }

    /// <summary>Reads what a file says of its image.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The parameters, or else what is wrong: texts by field.</returns>
    public (ImageParameters? Parameters, Dictionary<string, string[]> Errors) ReadParameters(string json)
    {
        (FieldReader fields, IDisposable? document) = FieldReader.Read(json);
        using (document)
        {
            bool edited = fields.Flag("edited");
            ServedModel? model = Model(fields);
            ImageRequest? request = Read(fields, model, RequestNames.Own, Condition(fields, model), null);
            return (request is null ? null : request.Parameters with { Edited = edited }, fields.Errors);
        }
    }

    /// <summary>Finds the network that is asked for.</summary>
    public ServedModel? Model(FieldReader fields)
    {
        string? name = fields.Text("model", MaximumName);
        if (fields.Errors.Count > 0)
        {
            return null;
        }
        if (!shelf.TryFind(name, out ServedModel? model, out string? problem))
        {
            fields.Refuse("model", problem);
        }
        return model;
    }

    /// <summary>Reads all but the network and what the images are to be of.</summary>
    public ImageRequest? Read(FieldReader fields, ServedModel? model, RequestNames names, Asked asked, PictureEdit? edit)
    {
        bool hasArAxis = model?.Config.Capabilities.HasArAxis ?? true;
        GenerationOptions usual = model?.Usual ?? new GenerationOptions();
        int tokens = edit?.Mask.Count ?? model?.Config.Tokens ?? int.MaxValue;
        int count = (int)fields.Integer(names.Count, 1, 1, options.MaximumCount);
        long seed = fields.Integer(names.Seed, -1, 0, LargestSeed - count + 1);
        string? why = model is null ? null
            : !hasArAxis ? $"the model '{model.Name}' generates all tokens at once"
            : edit is not null ? $"the mask marks {tokens} {(tokens == 1 ? "token" : "tokens")}"
            : null;
        int arSteps = (int)fields.Integer(names.ArSteps, Math.Min(usual.ArSteps, tokens), 1, hasArAxis ? tokens : 1, why);
        int most = Math.Min(options.MaximumDiffusionSteps, model?.Info.Schedule.Timesteps ?? int.MaxValue);
        int diffusionSteps = (int)fields.Integer(names.DiffusionSteps, Math.Min(usual.DiffusionSteps, most), 1, most);
        double guidance = fields.Number(names.Guidance, usual.GuidanceScale, 0, MaximumGuidance);
        SamplerMethod sampler = fields.Setting(names.Sampler, usual.Sampler);
        TokenOrder order = fields.Setting(names.Order, TokenOrder.Random);
        (Condition negative, string? negativeText) = Negative(fields, model, names, guidance);
        if (model is not null && !hasArAxis && order != TokenOrder.Random)
        {
            fields.Refuse(names.Order, $"must be random, as the model '{model.Name}' generates all tokens at once; found {order}.");
        }
        if (model is not null)
        {
            Require(order, model, fields, names.Order);
        }
        fields.RefuseOthers();
        if (fields.Errors.Count > 0 || model is null)
        {
            return null;
        }
        ulong first = seed >= 0
            ? (ulong)seed
            : BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))); // short enough to be read and typed again
        var generation = new GenerationOptions
        {
            ArSteps = arSteps,
            DiffusionSteps = diffusionSteps,
            Sampler = sampler,
            Order = order,
            GuidanceScale = guidance,
            Negative = negative,
            BatchSize = options.MaximumBatch,
        };
        var parameters = new ImageParameters(
            model.Name, asked.Class, asked.Condition.Text, negativeText, first, arSteps, diffusionSteps, $"{sampler}", $"{order}", guidance,
            edit is not null);
        GenerationRequest[] images = [.. Enumerable.Range(0, count).Select(i => new GenerationRequest(asked.Condition, first + (ulong)i))];
        return new ImageRequest(model, parameters, images, generation, edit);
    }

    private static Asked Condition(FieldReader fields, ServedModel? model)
    {
        string? name = fields.TextOrNumber("class"), prompt = fields.Prompt("prompt", MaximumPrompt);
        if (model is null)
        {
            return default;
        }
        if (name is not null && (prompt is null || model.ReadsText))
        {
            (int? index, string? problem) = model.FindClass(name);
            if (problem is not null)
            {
                fields.Refuse("class", problem);
            }
            return index is { } found ? new Asked(found, model.ClassNames[found]) : default;
        }
        if (prompt is null)
        {
            return default;
        }
        (Condition condition, string? wrong) = model.FindPrompt(prompt);
        if (wrong is not null)
        {
            fields.Refuse("prompt", wrong);
        }
        return new Asked(condition, null);
    }

    private static (Condition Condition, string? Text) Negative(FieldReader fields, ServedModel? model, RequestNames names, double guidance)
    {
        string field = names.Negative;
        string? asked = names.TakesNumbers && model is not { ReadsText: true } ? fields.TextOrNumber(field) : fields.Prompt(field, MaximumPrompt);
        if (asked is not { Length: > 0 } text || model is null)
        {
            return default;
        }
        if (guidance == 1)
        {
            fields.Refuse(field, "must be absent where guidance is 1, which is none.");
            return default;
        }
        if (model.ReadsText)
        {
            (Condition condition, string? problem) = model.FindPrompt(text);
            if (problem is not null)
            {
                fields.Refuse(field, problem);
            }
            return (condition, text);
        }
        (int? index, string? wrong) = model.FindClass(text);
        if (wrong is not null)
        {
            fields.Refuse(field, wrong);
        }
        return index is { } found ? (index, model.ClassNames[found]) : default;
    }

    private static void Require(TokenOrder order, ServedModel model, FieldReader fields, string field)
    {
        try
        {
            order.Validate(model.Config.Grid);
        }
        catch (ArgumentException exception)
        {
            fields.Refuse(field, $"does not fit the model '{model.Name}': {PlainReason.Of(exception)}");
        }
    }

    private async Task<PictureEdit?> EditAsync(FieldReader fields, ServedModel? model, CancellationToken cancellationToken)
    {
        byte[]? image = fields.File(ImageField, options.MaximumUpload), mask = fields.File(MaskField, options.MaximumUpload);
        if (model is null || (image is null && mask is null))
        {
            return null;
        }
        if (image is null || mask is null)
        {
            fields.Refuse(image is null ? ImageField : MaskField, $"must be there where {(image is null ? MaskField : ImageField)} is.");
            return null;
        }
        if (!model.Config.Capabilities.CanEdit)
        {
            fields.Refuse(ImageField, $"must be absent: the model '{model.Name}' can't keep a part of a picture.");
            return null;
        }
        ImageShape shape = model.Config.Shape;
        if (await PictureAsync(fields, ImageField, () => pictures.ReadAsync(image, shape, cancellationToken)).ConfigureAwait(false) is not { } picture
            || await PictureAsync(fields, MaskField, () => pictures.ReadAsync(mask, 1, cancellationToken)).ConfigureAwait(false) is not { } marks)
        {
            return null;
        }
        if (marks.Shape.Height != shape.Height || marks.Shape.Width != shape.Width)
        {
            fields.Refuse(MaskField, $"must be {shape.Width}×{shape.Height} pixels (width × height), as the images of '{model.Name}' are; found "
                + $"{marks.Shape.Width}×{marks.Shape.Height}.");
            return null;
        }
        var marked = new bool[shape.Height, shape.Width];
        for (int i = 0; i < marks.Pixels.Length; i++)
        {
            marked[i / shape.Width, i % shape.Width] = marks.Pixels[i] >= MiddleGray;
        }
        EditMask tokens = EditMask.FromPixels(marked, model.Config.Grid);
        if (tokens.Count == 0)
        {
            fields.Refuse(MaskField, "must be white where the picture is to be generated anew; found nothing white.");
            return null;
        }
        return new PictureEdit(picture.Pixels, tokens);
    }

    private static async Task<DecodedImage?> PictureAsync(FieldReader fields, string field, Func<Task<DecodedImage>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            fields.Refuse(field, $"is no picture that can be read: {exception.Message}");
            return null;
        }
    }

    /// <summary>What images are to be of.</summary>
    /// <param name="Condition">The condition.</param>
    /// <param name="Class">The class's name, where it is one.</param>
    internal readonly record struct Asked(Condition Condition, string? Class);
}
