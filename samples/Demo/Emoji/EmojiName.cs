namespace CausalFusion.Samples.Demo.Emoji;

/// <summary>What the name of an emoji says of its picture: what it shows, and in which colors.</summary>
/// <param name="Object">What it shows, the last word of "large red circle", "grinning face with smiling eyes" or "crescent moon symbol".</param>
/// <param name="Colors">The colors that are named, in the alphabet's order.</param>
internal sealed record EmojiName(string Object, string Colors)
{
    // Of a name, what comes after these words or signs says more of what came before.
    private static readonly string[] _ends = [",", ":", " with ", " of ", " in ", " on ", " for ", " and ", " from ", " facing "];

    // These say what it is for, not what it shows. Two flags show two things.
    private static readonly HashSet<string> _kinds = ["symbol", "sign", "button", "mark", "flag"];

    private static readonly HashSet<string> _colors =
        ["black", "white", "gray", "grey", "red", "orange", "yellow", "green", "blue", "purple", "brown", "pink"];

    /// <summary>Reads a name.</summary>
    public static EmojiName Of(string name)
    {
        int end = _ends.Select(mark => name.IndexOf(mark, StringComparison.Ordinal)).Where(at => at > 0).DefaultIfEmpty(name.Length).Min();
        string[] all = Words(name), words = Words(name[..end]);
        string thing = words.LastOrDefault(word => !_kinds.Contains(word)) ?? name;
        return new EmojiName(thing, string.Join(' ', all.Where(_colors.Contains).Order(StringComparer.Ordinal)));
    }

    private static string[] Words(string text) => text.Split([' ', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
}
