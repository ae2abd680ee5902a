using CausalFusion.Generation;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Pictures;

namespace CausalFusion.Samples.Service.Requests;

/// <summary>Images that were asked for, checked.</summary>
/// <param name="Model">The network.</param>
/// <param name="Parameters">What was asked for, in its text form.</param>
/// <param name="Images">The images.</param>
/// <param name="Generation">How.</param>
/// <param name="Edit">The picture of which a part is generated anew; null where all is new.</param>
internal sealed record ImageRequest(
    ServedModel Model, ImageParameters Parameters, IReadOnlyList<GenerationRequest> Images, GenerationOptions Generation, PictureEdit? Edit = null);
