using System.Security.Cryptography;
using System.Text.Json;
using CausalFusion.Diffusion;
using CausalFusion.Generation;

namespace CausalFusion.Samples.Service;

/// <summary>Reads and checks what is asked for; what is wrong is told by the field it is in.</summary>
internal sealed class RequestReader(ServiceModel model, ServiceOptions options)
{
    // Seeds that a page's numbers hold exactly.
    private const long SeedLimit = 1L << 53;

    private const double MaximumGuidance = 20;

    private const int MaximumText = 200;

    private readonly Conditions.ClassNames _names = new(model.Config.Classes, model.ClassNames);

    /// <summary>Makes a job of a request's body.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The job, or else what is wrong: texts by field.</returns>
    public async Task<(Job? Job, Dictionary<string, string[]> Errors)> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        GenerateRequest? request = null;
        try
        {
            request =
                await JsonSerializer.DeserializeAsync(body, GenerateRequestJson.Default.GenerateRequest, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // A name or a text that is no text: half of a surrogate pair.
            errors["body"] = ["Expected Unicode text; found what is none."];
            return (null, errors);
        }
        catch (JsonException exception)
        {
            string field = exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";
            errors[field] = [field == "body" ? "Expected a JSON object." : "Expected another value, or no such field."];
            return (null, errors);
        }
        if (request is null)
        {
            errors["body"] = ["Expected a JSON object."];
            return (null, errors);
        }

        int? label = ReadClass(request.Class, errors);
        RequireIn("count", request.Count, 1, options.MaximumCount, errors);
        RequireIn("arSteps", request.ArSteps, 1, model.Config.Tokens, errors);
        RequireIn("diffusionSteps", request.DiffusionSteps, 1, options.MaximumDiffusionSteps, errors);
        if (!(request.Guidance is >= 0 and <= MaximumGuidance))
        {
            errors["guidance"] = [$"Expected a number from 0 to {MaximumGuidance}; found {request.Guidance}."];
        }
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        ulong seed = request.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) % SeedLimit;
        var generation = new GenerationOptions
        {
            ArSteps = request.ArSteps,
            DiffusionSteps = request.DiffusionSteps,
            Sampler = SamplerMethod.Ddim(), // which needs fewer steps than the default
            GuidanceScale = request.Guidance,
            BatchSize = options.MaximumBatch,
        };
        GenerationRequest[] images = [.. Enumerable.Range(0, request.Count).Select(i => new GenerationRequest(label, seed + (ulong)i))];
        return (new Job(label is null ? null : model.ClassNames[label.Value], seed, images, generation), errors);
    }

    private int? ReadClass(JsonElement? given, Dictionary<string, string[]> errors)
    {
        switch (given)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return null;
            case { ValueKind: JsonValueKind.Number } number:
                return Find(number.GetRawText(), errors);
            case { ValueKind: JsonValueKind.String } text when TextOf(text) is { } name:
                return Find(name, errors);
        }
        errors["class"] =
            [$"Expected a class of GET /model, or its number from 0 to {model.Config.Classes - 1}; found {Shown(given.Value.GetRawText())}."];
        return null;
    }

    // What a number was taken for is told by the name in the answer.
    private int? Find(string name, Dictionary<string, string[]> errors)
    {
        try
        {
            return name.Length <= MaximumText ? _names.Find(name) : throw new FormatException(
                $"expected a name of at most {MaximumText} characters; found {name.Length}.");
        }
        catch (FormatException exception)
        {
            errors["class"] = [$"The class: {Shown(exception.Message)}"];
            return null;
        }
    }

    // Null where it is no text: half of a surrogate pair.
    private static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void RequireIn(string field, int value, int low, int high, Dictionary<string, string[]> errors)
    {
        if (value < low || value > high)
        {
            errors[field] = [$"Expected a whole number from {low} to {high}; found {value}."];
        }
    }

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
