namespace CausalFusion.Data;

/// <summary>The code points that say which skin an emoji has.</summary>
internal static class EmojiSkins
{
    /// <summary>What each is called in captions.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["1F3FB"] = "light skin", ["1F3FC"] = "medium-light skin", ["1F3FD"] = "medium skin", ["1F3FE"] = "medium-dark skin", ["1F3FF"] = "dark skin",
    };
}
