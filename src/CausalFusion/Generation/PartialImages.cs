using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>A batch of images while they are generated.</summary>
/// <param name="FirstImage">The index of the batch's first image among all requests.</param>
/// <param name="FinishedArSteps">AR steps that are done, 0 to <paramref name="ArSteps"/>.</param>
/// <param name="ArSteps">AR steps of an image.</param>
/// <param name="Images">
/// The images, shape (N, C, H, W): finished and kept tokens as they will be in the result, those in progress after a diffusion step as the network
/// expects them to become (x̂₀, blurred at first), zeros everywhere else (mid-gray, if these are pixels).
/// They are the generator's and disposed after the callback, as are all tensors that it makes: <c>Images.clone().DetachFromDisposeScope()</c> lasts
/// longer.
/// </param>
/// <param name="Finished">Which tokens are finished or kept, Boolean, shape (N, L), in raster order; disposed likewise.</param>
public readonly record struct PartialImages(int FirstImage, int FinishedArSteps, int ArSteps, Tensor Images, Tensor Finished);
