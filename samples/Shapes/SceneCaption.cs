using System.Diagnostics.CodeAnalysis;

namespace CausalFusion.Samples.Shapes;

/// <summary>
/// What a scene is in words, and back: "a small red circle", "a small red circle at the top left", "a small red circle above a large blue square".
/// </summary>
public static class SceneCaption
{
    private static readonly Dictionary<ShapePosition, string> _positions = new()
    {
        [ShapePosition.TopLeft] = "at the top left",
        [ShapePosition.Top] = "at the top",
        [ShapePosition.TopRight] = "at the top right",
        [ShapePosition.Left] = "at the left",
        [ShapePosition.Center] = "in the center",
        [ShapePosition.Right] = "at the right",
        [ShapePosition.BottomLeft] = "at the bottom left",
        [ShapePosition.Bottom] = "at the bottom",
        [ShapePosition.BottomRight] = "at the bottom right",
    };

    private static readonly Dictionary<ShapeRelation, string> _relations = new()
    {
        [ShapeRelation.Above] = "above",
        [ShapeRelation.Below] = "below",
        [ShapeRelation.LeftOf] = "to the left of",
        [ShapeRelation.RightOf] = "to the right of",
    };

    public static string Of(SceneDescription scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        string first = Of(scene.First);
        return scene.Second is not null ? $"{first} {_relations[scene.Relation!.Value]} {Of(scene.Second)}"
            : scene.Position is { } position ? $"{first} {_positions[position]}" : first;
    }

    /// <summary>Reads a caption; case, a full stop at its end and the number of spaces don't matter, all else does.</summary>
    public static bool TryParse(string caption, [NotNullWhen(true)] out SceneDescription? scene)
    {
        ArgumentNullException.ThrowIfNull(caption);
        string[] words = caption.Trim().TrimEnd('.').ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        scene = null;
        if (words.Length < 4 || Shape(words[..4]) is not { } first)
        {
            return false;
        }
        string rest = string.Join(' ', words[4..]);
        if (rest.Length == 0)
        {
            scene = SceneDescription.Of(first);
        }
        else if (_positions.FirstOrDefault(position => position.Value == rest) is { Value: not null } position)
        {
            scene = SceneDescription.Of(first, position.Key);
        }
        else if (words.Length > 8 && Shape(words[^4..]) is { } second
            && _relations.FirstOrDefault(one => one.Value == string.Join(' ', words[4..^4])) is { Value: not null } relation)
        {
            scene = SceneDescription.Pair(first, relation.Key, second);
        }
        return scene is not null;
    }

    private static string Of(ShapeDescription shape) => $"a {Name(shape.Size)} {Name(shape.Color)} {Name(shape.Kind)}";

    private static ShapeDescription? Shape(string[] words) =>
        words[0] is "a" or "an" && Named<ShapeSize>(words[1]) is { } size && Named<ShapeColor>(words[2]) is { } color
        && Named<ShapeKind>(words[3]) is { } kind ? new ShapeDescription(color, size, kind) : null;

    private static T? Named<T>(string word)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (Name(value) == word)
            {
                return value;
            }
        }
        return null;
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
