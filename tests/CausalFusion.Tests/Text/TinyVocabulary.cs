using System.Text;
using CausalFusion.Text;

namespace CausalFusion.Tests.Text;

/// <summary>The 256 bytes and a few tokens.</summary>
internal static class TinyVocabulary
{
    public static Vocabulary Of(params string[] tokens) => new(TextSplitting.Cl100k, Tokens(tokens), Special(256 + tokens.Length));

    public static List<ReadOnlyMemory<byte>> Tokens(params string[] more) =>
        [.. Enumerable.Range(0, 256).Select(value => (ReadOnlyMemory<byte>)new[] { (byte)value }).Concat(
            more.Select(token => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(token)))];

    public static Dictionary<string, int> Special(int first) =>
        SpecialTokenNames.Default.All.Index().ToDictionary(name => name.Item, name => first + name.Index);
}
