using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>A request for images as OpenAI has them, read.</summary>
/// <param name="Images">What is asked for; null where something is wrong.</param>
/// <param name="InBase64">Whether the answer is to hold the files, and not their addresses.</param>
/// <param name="IsModelUnknown">Whether it names a network that there is none of.</param>
/// <param name="Errors">What is wrong, by field.</param>
internal sealed record ImagesRequest(ImageRequest? Images, bool InBase64, bool IsModelUnknown, Dictionary<string, string[]> Errors);
