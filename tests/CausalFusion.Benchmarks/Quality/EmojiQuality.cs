using CausalFusion.Samples.Demo.Emoji;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>The figures of a network of emoji.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Sampling">How it generated.</param>
/// <param name="HeldOut">How far images follow names that it was not trained on.</param>
/// <param name="TrainedOn">How far they follow those that it was.</param>
/// <param name="Captioned">Held-out emoji that were captioned.</param>
/// <param name="Cider">CIDEr-D of the captions.</param>
internal sealed record EmojiQuality(
    string Name, string Sampling, EmojiFollowing HeldOut, EmojiFollowing TrainedOn, int Captioned, double Cider);
