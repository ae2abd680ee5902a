using CausalFusion.Samples.Demo.Emoji;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>The figures of a network of emoji.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Sampling">How it generated.</param>
/// <param name="HeldOut">How far images follow names that it was not trained on.</param>
/// <param name="TrainedOn">How far they follow those that it was.</param>
/// <param name="Compared">Images of names that it was trained on, that are compared with these emoji as a whole.</param>
/// <param name="Fid">Their Fréchet distance, by the network's own features, as all that follow.</param>
/// <param name="Precision">How many of them lie among the emoji.</param>
/// <param name="Recall">How many of the emoji lie among them.</param>
/// <param name="Captioned">Held-out emoji that were captioned.</param>
/// <param name="Cider">CIDEr-D of the captions.</param>
internal sealed record EmojiQuality(
    string Name, string Sampling, EmojiFollowing HeldOut, EmojiFollowing TrainedOn, int Compared, double Fid, double Precision, double Recall,
    int Captioned, double Cider);
