using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>The loss of a training batch.</summary>
/// <param name="Total">What is minimized: a scalar with its graph.</param>
/// <param name="Text">
/// The mean cross-entropy of the text tokens that were predicted, not weighed, without its graph; null where there were none.
/// </param>
/// <param name="TextTokens">Number of these tokens.</param>
internal readonly record struct LossParts(Tensor Total, Tensor? Text = null, int TextTokens = 0);
