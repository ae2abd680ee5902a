using System.Globalization;
using System.Text;
using CausalFusion.Conditions;

namespace CausalFusion.Cli.Images;

/// <summary>What the file of a generated image is called: its place among the others, and its class or prompt.</summary>
internal static class ImageName
{
    private const int Longest = 80;

    /// <summary>
    /// <c>0003-Ankle boot.png</c>, <c>0003-a small red circle.png</c>; of classes without names <c>0003-class-9.png</c>, of nothing in particular
    /// <c>0003-none.png</c>.
    /// </summary>
    /// <param name="index">The image's place.</param>
    /// <param name="condition">What it is of.</param>
    /// <param name="subjects">What all are of.</param>
    public static string Of(int index, Condition condition, Subjects subjects) =>
        string.Create(CultureInfo.InvariantCulture, $"{index:0000}-{Of(condition, subjects)}.png");

    private static string Of(Condition condition, Subjects subjects)
    {
        string name = Safe(condition.Text ?? subjects.ClassNameOf(condition) ?? "");
        return name.Length > 0 ? name
            : condition.Class is { } number ? string.Create(CultureInfo.InvariantCulture, $"class-{number}")
            : condition.Text is null ? "none"
            : "prompt";
    }

    /// <summary>The name without what a file's must not have on any system: names come from files, and may be anything.</summary>
    private static string Safe(string name)
    {
        var safe = new StringBuilder();
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (safe.Length >= Longest)
            {
                break;
            }
            bool isFit = Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or ',' or '\'' or '(' or ')' or '+' or '&';
            bool isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            safe.Append(isFit || isMark || rune.Value > 0xFFFF ? rune.ToString() : "_");
        }
        return safe.ToString().Trim();
    }
}
