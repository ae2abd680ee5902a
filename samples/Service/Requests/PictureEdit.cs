using CausalFusion.Generation;

namespace CausalFusion.Samples.Service.Requests;

/// <summary>A picture of which a part is generated anew.</summary>
/// <param name="Pixels">Its bytes, of the network's size.</param>
/// <param name="Mask">The part.</param>
internal sealed record PictureEdit(byte[] Pixels, EditMask Mask);
