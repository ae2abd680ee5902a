namespace CausalFusion.Benchmarks.Quality;

/// <summary>The figures of a network of emoji, on those that it was not trained on.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Sampling">How it generated.</param>
/// <param name="Prompts">Held-out names that were asked for.</param>
/// <param name="Followed">The share whose image is nearest to a real emoji of that name, or of one that shares a word with it.</param>
/// <param name="Chance">The share that a random real emoji would have.</param>
/// <param name="Captioned">Held-out emoji that were captioned.</param>
/// <param name="Cider">CIDEr-D of the captions.</param>
internal sealed record EmojiQuality(string Name, string Sampling, int Prompts, double Followed, double Chance, int Captioned, double Cider);
