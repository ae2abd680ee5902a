using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using CausalFusion.Randomness;
using CausalFusion.Settings;

namespace CausalFusion.Factorization;

/// <summary>The order in which the tokens of an image are generated (paper, §5 and Table 3b): a setting, with a short text form.</summary>
/// <remarks>
/// As text: <c>random</c>, <c>raster</c>, <c>block:8</c>, <c>dilated:2</c> and <c>given:3,0,2,1</c>. Immutable; two are equal if they order alike. An
/// order is a permutation of the raster indices 0…L−1 of the grid of an image's tokens, row by row from the top left.
/// </remarks>
[JsonConverter(typeof(TextJsonConverter<TokenOrder>))]
public sealed class TokenOrder : TextSetting<TokenOrder>, IParsable<TokenOrder>
{
    private readonly Kind _kind;
    private readonly int _size;
    private readonly int[] _given;

    private TokenOrder(Kind kind, string text, int size = 0, int[]? given = null) : base(text)
    {
        _kind = kind;
        _size = size;
        _given = given ?? [];
    }

    private enum Kind
    {
        Random,
        Raster,
        BlockRaster,
        Dilated,
        Given,
    }

    /// <summary>A fresh random order for every image (the paper's default).</summary>
    public static TokenOrder Random { get; } = new(Kind.Random, "random");

    /// <summary>Row by row from the top left.</summary>
    public static TokenOrder Raster { get; } = new(Kind.Raster, "raster");

    /// <summary>Whether each image draws an order of its own.</summary>
    public bool IsRandom => _kind == Kind.Random;

    /// <summary>
    /// Block by block in raster order, and row by row inside each block. Where blocks do not fill the grid, those at its right and lower edges are
    /// smaller.
    /// </summary>
    /// <param name="side">Height and width of a block in tokens, at least 1; 1 is <see cref="Raster"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is below 1.</exception>
    public static TokenOrder BlockRaster(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return new TokenOrder(Kind.BlockRaster, string.Create(CultureInfo.InvariantCulture, $"block:{side}"), side);
    }

    /// <summary>
    /// Phase by phase: first all tokens whose row and column are multiples of the stride, row by row; then those one column to the right, …; last
    /// those at (stride − 1, stride − 1) of each cell. The phase of a token is (row mod stride, column mod stride), and phases follow each other row
    /// by row.
    /// </summary>
    /// <param name="stride">
    /// The distance between neighbors of a phase, at least 1; 1 is <see cref="Raster"/>. The grid need not be a multiple of it.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The stride is below 1.</exception>
    public static TokenOrder Dilated(int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        return new TokenOrder(Kind.Dilated, string.Create(CultureInfo.InvariantCulture, $"dilated:{stride}"), stride);
    }

    /// <summary>An order of one's own, the same for every image.</summary>
    /// <param name="order">The raster index of the token at each position: each of 0…L−1 once.</param>
    /// <exception cref="ArgumentException">
    /// It is empty, or not a permutation; the first index that is out of range or comes twice is named.
    /// </exception>
    public static TokenOrder Given(ReadOnlySpan<int> order)
    {
        if (order.IsEmpty)
        {
            throw new ArgumentException("A token order needs at least one token; found none.", nameof(order));
        }
        bool[] seen = new bool[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            if ((uint)order[i] >= (uint)order.Length)
            {
                throw new ArgumentException(
                    $"A token order of {order.Length} tokens has indices 0…{order.Length - 1}; position {i} has {order[i]}.", nameof(order));
            }
            if (seen[order[i]])
            {
                throw new ArgumentException($"A token order has every index once; position {i} has {order[i]} again.", nameof(order));
            }
            seen[order[i]] = true;
        }
        int[] own = order.ToArray();
        return new TokenOrder(Kind.Given, "given:" + string.Join(',', own.Select(i => i.ToString(CultureInfo.InvariantCulture))), given: own);
    }

    /// <summary>Checks that the order is one of a grid.</summary>
    /// <param name="grid">The grid of an image.</param>
    /// <exception cref="ArgumentException">A block or stride is larger than the grid, or the given order is of another number of tokens.</exception>
    public void Validate(TokenGrid grid)
    {
        if (_size > Math.Max(grid.Rows, grid.Columns))
        {
            throw new ArgumentException($"The token order {this} needs a grid at least {_size} tokens wide or high; found {grid}.");
        }
        if (_kind == Kind.Given && _given.Length != grid.Count)
        {
            throw new ArgumentException($"The given token order must be of {grid.Count} tokens ({grid}); found {_given.Length}.");
        }
    }

    /// <summary>Writes an image's order.</summary>
    /// <param name="order">L places for the raster index of the token at each position.</param>
    /// <param name="grid">The grid of the image's L tokens.</param>
    /// <param name="random">The image's own randomness; read by a random order alone.</param>
    /// <exception cref="ArgumentException">The order does not fit the grid, or there are not L places.</exception>
    public void Fill(Span<long> order, TokenGrid grid, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Validate(grid);
        if (order.Length != grid.Count)
        {
            throw new ArgumentException($"Expected room for {grid.Count} tokens; found {order.Length}.", nameof(order));
        }
        int next = 0;
        switch (_kind)
        {
            case Kind.BlockRaster:
                for (int top = 0; top < grid.Rows; top += _size)
                {
                    for (int left = 0; left < grid.Columns; left += _size)
                    {
                        next = Visit(order, next, grid, (top, Math.Min(top + _size, grid.Rows)), (left, Math.Min(left + _size, grid.Columns)), 1);
                    }
                }
                break;
            case Kind.Dilated:
                for (int phase = 0; phase < _size * _size; phase++)
                {
                    next = Visit(order, next, grid, (phase / _size, grid.Rows), (phase % _size, grid.Columns), _size);
                }
                break;
            case Kind.Given:
                for (; next < order.Length; next++)
                {
                    order[next] = _given[next];
                }
                break;
            default:
                Visit(order, next, grid, (0, grid.Rows), (0, grid.Columns), 1);
                if (IsRandom)
                {
                    random.Shuffle(order);
                }
                break;
        }
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="s">One of the texts above; case does not matter.</param>
    /// <param name="provider">Not used: numbers are invariant.</param>
    /// <exception cref="FormatException">The text is no order.</exception>
    public static TokenOrder Parse(string s, IFormatProvider? provider = null) =>
        Read(s, "a token order, random, raster, block:SIDE, dilated:STRIDE or given:I,J,…", (name, value) => (name, value) switch
        {
            ("random", null) => Random,
            ("raster", null) => Raster,
            ("block", not null) => BlockRaster(Integer(value)),
            ("dilated", not null) => Dilated(Integer(value)),
            ("given", not null) => Given([.. value.Split(',').Select(Integer)]),
            _ => null,
        });

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out TokenOrder result) =>
        TryRead(s, out result);

    private static int Visit(Span<long> order, int next, TokenGrid grid, (int From, int To) rows, (int From, int To) columns, int stride)
    {
        for (int row = rows.From; row < rows.To; row += stride)
        {
            for (int column = columns.From; column < columns.To; column += stride)
            {
                order[next++] = (row * grid.Columns) + column;
            }
        }
        return next;
    }
}
