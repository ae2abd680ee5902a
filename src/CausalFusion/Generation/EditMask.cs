using System.Globalization;
using CausalFusion.Factorization;

namespace CausalFusion.Generation;

/// <summary>
/// Which tokens of an image to regenerate; all others are kept (paper, §6 and App. D). On the grid of an image's tokens. Immutable.
/// </summary>
public sealed class EditMask
{
    private readonly bool[] _regenerated;

    private EditMask(TokenGrid grid, Func<int, int, bool> regenerated)
    {
        Grid = grid.Frames == 1 ? grid : throw new ArgumentException($"A mask is of an image, of one frame; found {grid}.", nameof(grid));
        _regenerated = new bool[grid.Count];
        for (int i = 0; i < _regenerated.Length; i++)
        {
            _regenerated[i] = regenerated(i / grid.Columns, i % grid.Columns);
            Count += _regenerated[i] ? 1 : 0;
        }
    }

    /// <summary>How the image's tokens lie.</summary>
    public TokenGrid Grid { get; }

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
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Grid.Columns);
            return _regenerated[(row * Grid.Columns) + column];
        }
    }

    /// <summary>Everything is regenerated: plain generation.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask All(TokenGrid grid) => new(grid, (_, _) => true);

    /// <summary>The middle half of the rows and columns, leaving a border of a quarter (rounded down) on every side.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask Center(TokenGrid grid)
    {
        return new EditMask(grid, (row, column) => IsInner(row, grid.Rows) && IsInner(column, grid.Columns));

        static bool IsInner(int place, int count) => place >= count / 4 && place < count - (count / 4);
    }

    /// <summary>Everything but <see cref="Center"/>: out-painting.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask Outside(TokenGrid grid) => Center(grid).Inverse();

    /// <summary>The upper half; the middle row of an odd number belongs to it.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask Top(TokenGrid grid) => new(grid, (row, _) => 2 * row < grid.Rows);

    /// <summary>The lower half; the middle row of an odd number belongs to it.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask Bottom(TokenGrid grid) => new(grid, (row, _) => 2 * (row + 1) > grid.Rows);

    /// <summary>The left half; the middle column of an odd number belongs to it.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask Left(TokenGrid grid) => new(grid, (_, column) => 2 * column < grid.Columns);

    /// <summary>The right half; the middle column of an odd number belongs to it.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    public static EditMask Right(TokenGrid grid) => new(grid, (_, column) => 2 * (column + 1) > grid.Columns);

    /// <summary>A rectangle of tokens.</summary>
    /// <param name="grid">How the image's tokens lie.</param>
    /// <param name="row">Its first row.</param>
    /// <param name="column">Its first column.</param>
    /// <param name="height">Its height, at least 1.</param>
    /// <param name="width">Its width, at least 1.</param>
    /// <exception cref="ArgumentException">It does not lie within the grid.</exception>
    public static EditMask Rectangle(TokenGrid grid, int row, int column, int height, int width)
    {
        if (row < 0 || column < 0 || height < 1 || width < 1 || height > grid.Rows - row || width > grid.Columns - column)
        {
            throw new ArgumentException(
                $"Expected a rectangle within {grid} tokens; found {height}×{width} (height × width) at row {row}, column {column}.");
        }
        return new EditMask(grid, (r, c) => r >= row && r < row + height && c >= column && c < column + width);
    }

    /// <summary>Any tokens.</summary>
    /// <param name="regenerated">True where a token is regenerated: rows, then columns.</param>
    /// <exception cref="ArgumentException">The grid is empty.</exception>
    public static EditMask FromGrid(bool[,] regenerated)
    {
        ArgumentNullException.ThrowIfNull(regenerated);
        int rows = regenerated.GetLength(0), columns = regenerated.GetLength(1);
        return rows > 0 && columns > 0
            ? new EditMask(TokenGrid.OfImage(rows, columns), (row, column) => regenerated[row, column])
            : throw new ArgumentException($"Expected a grid of tokens; found {rows}×{columns}.", nameof(regenerated));
    }

    /// <summary>The tokens under the marked pixels of an image.</summary>
    /// <param name="marked">
    /// True where a pixel is marked: rows, then columns; multiples of those of <paramref name="grid"/>, at whatever resolution.
    /// </param>
    /// <param name="grid">How the image's tokens lie.</param>
    /// <param name="share">
    /// A token is regenerated if more than this share of its pixels is marked, in [0, 1). 0, the default, regenerates it if any is: nothing that is
    /// marked survives.
    /// 0.5 regenerates it if most are.
    /// </param>
    /// <exception cref="ArgumentException">The image's sides are no multiples of the grid's, or the share is out of range.</exception>
    public static EditMask FromPixels(bool[,] marked, TokenGrid grid, double share = 0)
    {
        ArgumentNullException.ThrowIfNull(marked);
        int height = marked.GetLength(0), width = marked.GetLength(1);
        if (height == 0 || width == 0 || height % grid.Rows != 0 || width % grid.Columns != 0)
        {
            throw new ArgumentException(
                $"Expected a mask whose height and width are multiples of {grid}, the tokens along its sides; found {height}×{width}.",
                nameof(marked));
        }
        if (!(share is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of marked pixels must lie in [0, 1).");
        }
        int rows = height / grid.Rows, columns = width / grid.Columns;
        return new EditMask(grid, (row, column) =>
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

    /// <summary>
    /// Reads <c>all</c>, <c>center</c> (or <c>centre</c>), <c>outside</c>, <c>top</c>, <c>bottom</c>, <c>left</c>, <c>right</c> or
    /// <c>rectangle:ROW,COLUMN,HEIGHT,WIDTH</c> (in tokens; or <c>rect:…</c>).
    /// </summary>
    /// <param name="text">The text; case does not matter.</param>
    /// <param name="grid">How the image's tokens lie.</param>
    /// <exception cref="FormatException">The text is no mask, or its rectangle does not lie within the grid.</exception>
    public static EditMask Parse(string text, TokenGrid grid)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.Trim().ToLowerInvariant();
        try
        {
            return name switch
            {
                "all" => All(grid),
                "center" or "centre" => Center(grid),
                "outside" => Outside(grid),
                "top" => Top(grid),
                "bottom" => Bottom(grid),
                "left" => Left(grid),
                "right" => Right(grid),
                _ when name.Split(':') is ["rectangle" or "rect", var sides]
                    && sides.Split(',') is [var row, var column, var height, var width] =>
                    Rectangle(grid, Number(row), Number(column), Number(height), Number(width)),
                _ => throw new FormatException("there is no such mask"),
            };
        }
        catch (Exception ex) when (ex is FormatException or OverflowException or ArgumentException)
        {
            throw new FormatException(
                $"Expected a mask, all, center, outside, top, bottom, left, right or rectangle:ROW,COLUMN,HEIGHT,WIDTH; found '{text}' "
                + $"({ex.Message}).", ex);
        }

        static int Number(string text) => int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
    }

    /// <summary>The other tokens.</summary>
    public EditMask Inverse() => new(Grid, (row, column) => !this[row, column]);

    /// <summary>The raster indices of the tokens that are regenerated, or of those that are kept, in raster order.</summary>
    internal long[] Tokens(bool regenerated) =>
        [.. Enumerable.Range(0, _regenerated.Length).Where(i => _regenerated[i] == regenerated).Select(i => (long)i)];

    /// <summary>Whether a token is regenerated.</summary>
    internal bool IsRegenerated(long token) => _regenerated[token];
}
