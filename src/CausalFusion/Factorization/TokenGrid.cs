namespace CausalFusion.Factorization;

/// <summary>How the tokens of an image or of a video lie: frame by frame, row by row, column by column (raster order).</summary>
public readonly record struct TokenGrid
{
    /// <param name="frames">Frames; 1 for an image.</param>
    /// <param name="rows">Rows of tokens.</param>
    /// <param name="columns">Columns of tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is below 1, or there are more tokens than can be counted.</exception>
    public TokenGrid(int frames, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((Int128)frames * rows * columns, int.MaxValue, "frames × rows × columns");
        Frames = frames;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Frames; 1 for an image.</summary>
    public int Frames { get; }

    /// <summary>Rows of tokens.</summary>
    public int Rows { get; }

    /// <summary>Columns of tokens.</summary>
    public int Columns { get; }

    /// <summary>Number L of tokens.</summary>
    public int Count => Frames * Rows * Columns;

    /// <summary>The grid of an image.</summary>
    /// <param name="rows">Rows of tokens, at least 1.</param>
    /// <param name="columns">Columns of tokens, at least 1.</param>
    public static TokenGrid OfImage(int rows, int columns) => new(1, rows, columns);

    /// <summary>The grid of a square image.</summary>
    /// <param name="side">Tokens along one side, at least 1.</param>
    public static TokenGrid Square(int side) => new(1, side, side);

    /// <inheritdoc/>
    public override string ToString() => Frames == 1 ? $"{Rows}×{Columns}" : $"{Frames}×{Rows}×{Columns}";
}
