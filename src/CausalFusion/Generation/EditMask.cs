using System.Globalization;

namespace CausalFusion.Generation;

/// <summary>Which tokens of an image to regenerate; all others are kept (paper, §6 and App. D). On the grid of an image's tokens. Immutable.</summary>
public sealed class EditMask
{
    private readonly bool[] _regenerated;

    private EditMask(int gridSize, Func<int, int, bool> regenerated)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridSize, 1);
        GridSize = gridSize;
        _regenerated = new bool[checked(gridSize * gridSize)];
        for (int i = 0; i < _regenerated.Length; i++)
        {
            _regenerated[i] = regenerated(i / gridSize, i % gridSize);
            Count += _regenerated[i] ? 1 : 0;
        }
    }

    /// <summary>Tokens along one side of the image.</summary>
    public int GridSize { get; }

    /// <summary>Number of tokens to regenerate.</summary>
    public int Count { get; }

    /// <summary>Whether a token is regenerated.</summary>
    /// <param name="row">Its row, from the top.</param>
    /// <param name="column">Its column, from the left.</param>
    public bool this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, GridSize);
            return _regenerated[(row * GridSize) + column];
        }
    }

    /// <summary>Everything is regenerated: plain generation.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask All(int gridSize) => new(gridSize, (_, _) => true);

    /// <summary>The middle half of the rows and columns, leaving a border of a quarter (rounded down) on every side.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask Center(int gridSize)
    {
        int border = gridSize / 4;
        return new EditMask(gridSize, (row, column) => row >= border && row < gridSize - border && column >= border && column < gridSize - border);
    }

    /// <summary>Everything but <see cref="Center"/>: out-painting.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask Outside(int gridSize) => Center(gridSize).Inverse();

    /// <summary>The upper half; the middle row of an odd number belongs to it.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask Top(int gridSize) => new(gridSize, (row, _) => 2 * row < gridSize);

    /// <summary>The lower half; the middle row of an odd number belongs to it.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask Bottom(int gridSize) => new(gridSize, (row, _) => 2 * (row + 1) > gridSize);

    /// <summary>The left half; the middle column of an odd number belongs to it.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask Left(int gridSize) => new(gridSize, (_, column) => 2 * column < gridSize);

    /// <summary>The right half; the middle column of an odd number belongs to it.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    public static EditMask Right(int gridSize) => new(gridSize, (_, column) => 2 * (column + 1) > gridSize);

    /// <summary>A rectangle of tokens.</summary>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    /// <param name="row">Its first row.</param>
    /// <param name="column">Its first column.</param>
    /// <param name="height">Its height, at least 1.</param>
    /// <param name="width">Its width, at least 1.</param>
    /// <exception cref="ArgumentException">It does not lie within the grid.</exception>
    public static EditMask Rectangle(int gridSize, int row, int column, int height, int width)
    {
        if (row < 0 || column < 0 || height < 1 || width < 1 || height > gridSize - row || width > gridSize - column)
        {
            throw new ArgumentException(
                $"Expected a rectangle within {gridSize}×{gridSize} tokens; found {height}×{width} (height × width) at row {row}, column {column}.");
        }
        return new EditMask(gridSize, (r, c) => r >= row && r < row + height && c >= column && c < column + width);
    }

    /// <summary>Any tokens.</summary>
    /// <param name="regenerated">True where a token is regenerated: rows, then columns; as many of the one as of the other.</param>
    /// <exception cref="ArgumentException">The grid is empty or not square.</exception>
    public static EditMask FromGrid(bool[,] regenerated)
    {
        ArgumentNullException.ThrowIfNull(regenerated);
        int rows = regenerated.GetLength(0), columns = regenerated.GetLength(1);
        if (rows != columns || rows == 0)
        {
            throw new ArgumentException($"Expected a square grid of tokens; found {rows}×{columns}.", nameof(regenerated));
        }
        return new EditMask(rows, (row, column) => regenerated[row, column]);
    }

    /// <summary>The tokens under the marked pixels of an image.</summary>
    /// <param name="marked">True where a pixel is marked: rows, then columns; multiples of <paramref name="gridSize"/>, at whatever resolution.</param>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    /// <param name="share">
    /// A token is regenerated if more than this share of its pixels is marked, in [0, 1). 0, the default, regenerates it if any is: nothing that is marked survives.
    /// 0.5 regenerates it if most are.
    /// </param>
    /// <exception cref="ArgumentException">The image's sides are no multiples of the grid's, or the share is out of range.</exception>
    public static EditMask FromPixels(bool[,] marked, int gridSize, double share = 0)
    {
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridSize, 1);
        int height = marked.GetLength(0), width = marked.GetLength(1);
        if (height == 0 || width == 0 || height % gridSize != 0 || width % gridSize != 0)
        {
            throw new ArgumentException($"Expected a mask whose height and width are multiples of {gridSize}, the tokens along a side; found {height}×{width}.", nameof(marked));
        }
        if (!(share is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of marked pixels must lie in [0, 1).");
        }
        int rows = height / gridSize, columns = width / gridSize;
        return new EditMask(gridSize, (row, column) =>
        {
            int count = 0;
            for (int y = row * rows; y < (row + 1) * rows; y++)
            {
                for (int x = column * columns; x < (column + 1) * columns; x++)
                {
                    count += marked[y, x] ? 1 : 0;
                }
            }
            return count > share * rows * columns;
        });
    }

    /// <summary>Reads <c>all</c>, <c>center</c> (or <c>centre</c>), <c>outside</c>, <c>top</c>, <c>bottom</c>, <c>left</c>, <c>right</c> or <c>rectangle:ROW,COLUMN,HEIGHT,WIDTH</c> (in tokens).</summary>
    /// <param name="text">The text; case does not matter.</param>
    /// <param name="gridSize">Tokens along one side, at least 1.</param>
    /// <exception cref="FormatException">The text is no mask, or its rectangle does not lie within the grid.</exception>
    public static EditMask Parse(string text, int gridSize)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string RectangleName = "rectangle:";
        string name = text.Trim().ToLowerInvariant();
        try
        {
            return name switch
            {
                "all" => All(gridSize),
                "center" or "centre" => Center(gridSize),
                "outside" => Outside(gridSize),
                "top" => Top(gridSize),
                "bottom" => Bottom(gridSize),
                "left" => Left(gridSize),
                "right" => Right(gridSize),
                _ when name.StartsWith(RectangleName, StringComparison.Ordinal)
                    && name[RectangleName.Length..].Split(',') is [var row, var column, var height, var width] =>
                    Rectangle(gridSize, Number(row), Number(column), Number(height), Number(width)),
                _ => throw new FormatException("there is no such mask"),
            };
        }
        catch (Exception ex) when (ex is FormatException or OverflowException or ArgumentException)
        {
            throw new FormatException(
                $"Expected a mask, all, center, outside, top, bottom, left, right or rectangle:ROW,COLUMN,HEIGHT,WIDTH; found '{text}' ({ex.Message}).", ex);
        }

        static int Number(string text) => int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
    }

    /// <summary>The other tokens.</summary>
    public EditMask Inverse() => new(GridSize, (row, column) => !this[row, column]);

    /// <summary>The raster indices of the tokens that are regenerated, or of those that are kept, in raster order.</summary>
    internal long[] Tokens(bool regenerated) =>
        [.. Enumerable.Range(0, _regenerated.Length).Where(i => _regenerated[i] == regenerated).Select(i => (long)i)];

    /// <summary>Whether a token is regenerated.</summary>
    internal bool IsRegenerated(long token) => _regenerated[token];
}
