namespace CausalFusion.Samples.Demo.Emoji;

/// <summary>How far images follow the names of emoji that they were asked for by.</summary>
/// <param name="Prompts">Names that were asked for.</param>
/// <param name="Followed">The share whose image is nearest to a real emoji that shows the same, in the same colors, as their names say.</param>
/// <param name="Chance">The share that a random real emoji would have.</param>
/// <param name="First">The share whose image is nearest to the very emoji of that name.</param>
/// <param name="FirstFive">The share with that emoji among the nearest five.</param>
/// <param name="Gallery">Real emoji among which the nearest is looked for.</param>
internal sealed record EmojiFollowing(int Prompts, double Followed, double Chance, double First, double FirstFive, int Gallery);
