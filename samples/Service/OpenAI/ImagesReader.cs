using CausalFusion.Conditions;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>Reads requests for images as OpenAI has them.</summary>
internal sealed class ImagesReader(RequestReader reader)
{
    private const int MaximumPrompt = 10_000, MaximumName = 1_000, MaximumShown = 100;

    /// <summary>Fields of which there is one choice here, and what may be said for it.</summary>
    private static readonly (string Field, string[] Choices)[] _fixed =
    [
        ("quality", ["auto", "standard"]), ("style", ["auto", "natural"]), ("background", ["auto", "opaque"]), ("moderation", ["auto", "low"]),
        ("output_format", ["png"]),
    ];

    /// <summary>Reads a body.</summary>
    public async Task<ImagesRequest> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        (FieldReader fields, IDisposable? document) = await FieldReader.ReadAsync(body, cancellationToken).ConfigureAwait(false);
        using (document)
        {
            if (fields.Errors.Count > 0)
            {
                return new ImagesRequest(null, InBase64: false, IsModelUnknown: false, fields.Errors);
            }
            ServedModel? model = reader.Model(fields);
            RequestReader.Asked asked = Prompt(fields, model);
            string format = Choice(fields, "response_format", ["url", "b64_json"]);
            if (model is not null)
            {
                Choice(fields, "size", ["auto", $"{model.Config.Shape.Width}x{model.Config.Shape.Height}"]);
            }
            else
            {
                fields.Text("size", MaximumName);
            }
            fields.Text("user", MaximumName);
            if (fields.Flag("stream"))
            {
                fields.Refuse("stream", "must be false, as images are sent when all are there; found true.");
            }
            fields.Integer("partial_images", 0, 0, 0, "images are sent when all are there");
            foreach ((string field, string[] choices) in _fixed)
            {
                Choice(fields, field, choices);
            }
            bool isModelUnknown = model is null && fields.Text("model", MaximumName) is not null;
            return new ImagesRequest(
                reader.Read(fields, model, RequestNames.OpenAI, asked, null), format == "b64_json", isModelUnknown, fields.Errors);
        }
    }

    private static RequestReader.Asked Prompt(FieldReader fields, ServedModel? model)
    {
        if (fields.Prompt("prompt", MaximumPrompt) is not { } prompt)
        {
            fields.Refuse("prompt", "must be there: what the images are to show.");
            return default;
        }
        if (model is null || prompt.Length == 0)
        {
            return default;
        }
        if (model.ReadsText)
        {
            (Condition condition, string? problem) = model.FindPrompt(prompt);
            if (problem is not null)
            {
                fields.Refuse("prompt", problem);
            }
            return new RequestReader.Asked(condition, null);
        }
        (int? index, string? wrong) = model.FindClass(prompt);
        if (wrong is not null)
        {
            fields.Refuse("prompt", $"must name a class of the model '{model.Name}'; the class {wrong}");
        }
        return index is { } found ? new RequestReader.Asked(found, model.ClassNames[found]) : default;
    }

    private static string Choice(FieldReader fields, string field, string[] choices)
    {
        if (fields.Text(field, MaximumName) is not { } text)
        {
            return choices[0];
        }
        if (!choices.Contains(text))
        {
            string found = text.Length <= MaximumShown ? text : text[..MaximumShown] + "…";
            fields.Refuse(field, $"must be {string.Join(" or ", choices.Select(choice => $"'{choice}'"))}; found '{found}'.");
        }
        return text;
    }
}
