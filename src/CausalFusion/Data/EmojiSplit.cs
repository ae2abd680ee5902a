using System.IO.Hashing;
using System.Text;

namespace CausalFusion.Data;

/// <summary>Divides emoji among the parts, so that what is of one kind, or has one image, is in one part.</summary>
internal sealed class EmojiSplit
{
    // The joiner, the signs for women and men, the selector of color, skins, and those that families and people with something are made of: boy,
    // girl, man, woman, adult.
    private static readonly HashSet<string> _signs =
        ["200D", "2640", "2642", "FE0F", .. EmojiSkins.Names.Keys, "1F466", "1F467", "1F468", "1F469", "1F9D1"];

    // What is one sign, and what is made of several and shows the same: family, child; couple with heart; kiss; two who hold hands.
    private static readonly Dictionary<string, string> _sameAs = new(StringComparer.Ordinal)
    {
        ["1F46A"] = "", ["1F9D2"] = "", ["1F9D2-1F9D2"] = "", ["1F491"] = "2764", ["1F48F"] = "2764-1F48B", ["1F46B"] = "1F91D", ["1F46C"] = "1F91D",
        ["1F46D"] = "1F91D",
    };

    private readonly Dictionary<string, string> _leaders = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, string> _byImage = [];
    private Dictionary<string, EmojiParts>? _parts;

    /// <summary>Takes an emoji in.</summary>
    /// <param name="code">Its code points, in hexadecimal and joined by hyphens.</param>
    /// <param name="image">The file of its image, which may be absent.</param>
    public void Add(string code, string image)
    {
        string kind = KindOf(code);
        _leaders.TryAdd(kind, kind);
        if (_sameAs.TryGetValue(kind, out string? other))
        {
            _leaders.TryAdd(other, other);
            Join(kind, other);
        }
        if (File.Exists(image))
        {
            UInt128 content = XxHash128.HashToUInt128(File.ReadAllBytes(image));
            if (!_byImage.TryAdd(content, kind))
            {
                Join(kind, _byImage[content]);
            }
        }
    }

    /// <summary>The part of an emoji that was taken in.</summary>
    public EmojiParts PartOf(string code)
    {
        // Kinds that belong together are held out if each of them alone would be.
        _parts ??= _leaders.Keys.GroupBy(Leader).ToDictionary(
            group => group.Key,
            group => group.Any(kind => Alone(kind) == EmojiParts.Train) ? EmojiParts.Train : Alone(group.Min(StringComparer.Ordinal)!),
            StringComparer.Ordinal);
        return _parts[Leader(KindOf(code))];
    }

    private static EmojiParts Alone(string kind) => (XxHash64.HashToUInt64(Encoding.ASCII.GetBytes(kind)) % 10) switch
    {
        0 => EmojiParts.Test,
        1 => EmojiParts.Validation,
        _ => EmojiParts.Train,
    };

    private static string KindOf(string code) => string.Join('-', code.ToUpperInvariant().Split('-').Where(point => !_signs.Contains(point)));

    private void Join(string one, string other) => _leaders[Leader(one)] = Leader(other);

    private string Leader(string kind)
    {
        while (_leaders[kind] != kind)
        {
            kind = _leaders[kind];
        }
        return kind;
    }
}
