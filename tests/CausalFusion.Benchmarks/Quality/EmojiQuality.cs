using CausalFusion.Samples.Demo.Emoji;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>The figures of a network of emoji, on those that it was not trained on.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Sampling">How it generated.</param>
/// <param name="Images">How far images follow their names.</param>
/// <param name="Captioned">Held-out emoji that were captioned.</param>
/// <param name="Cider">CIDEr-D of the captions.</param>
internal sealed record EmojiQuality(string Name, string Sampling, EmojiFollowing Images, int Captioned, double Cider);
