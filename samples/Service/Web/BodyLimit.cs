using Microsoft.AspNetCore.Http.Metadata;

namespace CausalFusion.Samples.Service.Web;

/// <summary>The longest body that an address reads, in bytes.</summary>
/// <param name="Bytes">As many.</param>
internal sealed record BodyLimit(long Bytes) : IRequestSizeLimitMetadata
{
    /// <summary>Of requests that hold no picture.</summary>
    public const int Small = 16 * 1024;

    public long? MaxRequestBodySize => Bytes;
}
