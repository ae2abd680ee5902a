namespace Microsoft.ML.Data;

/// <summary>For each target pixel along one axis, the four source pixels around it and their weights in Mitchell's filter (B = C = 1/3).</summary>
internal sealed class CubicTaps
{
    private readonly int[] _source;
    private readonly float[] _weight;

    /// <summary>
    /// The scaled source starts at <paramref name="offset"/> (which may be negative) on the target axis and is <paramref name="scaledLength"/> long.
    /// </summary>
    public CubicTaps(int offset, int scaledLength, int targetLength, int sourceLength)
    {
        First = Math.Max(0, offset);
        End = Math.Min(targetLength, offset + scaledLength);
        _source = new int[targetLength * 4];
        _weight = new float[targetLength * 4];
        for (int t = First; t < End; t++)
        {
            float place = ((t - offset + 0.5f) * sourceLength / scaledLength) - 0.5f;
            int before = (int)MathF.Floor(place);
            for (int i = 0; i < 4; i++)
            {
                int s = before - 1 + i;
                _source[(t * 4) + i] = Math.Clamp(s, 0, sourceLength - 1);
                _weight[(t * 4) + i] = Mitchell(MathF.Abs(place - s));
            }
        }
    }

    /// <summary>The first target pixel that the source covers.</summary>
    public int First { get; }

    /// <summary>One past the last target pixel that the source covers.</summary>
    public int End { get; }

    public int Source(int target, int tap) => _source[(target * 4) + tap];

    public float Weight(int target, int tap) => _weight[(target * 4) + tap];

    private static float Mitchell(float x) => x switch
    {
        < 1 => ((((7f * x) - 12f) * x * x) + (16f / 3)) / 6,
        < 2 => ((((((-7f / 3 * x) + 12f) * x) - 20f) * x) + (32f / 3)) / 6,
        _ => 0,
    };
}
