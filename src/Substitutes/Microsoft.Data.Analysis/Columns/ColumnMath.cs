namespace Microsoft.Data.Analysis;

/// <summary>Arithmetic on the values of a column, as far as their type has it.</summary>
internal abstract class ColumnMath<T>
    where T : unmanaged
{
    /// <summary>The arithmetic of the type; null where it has none.</summary>
    public static ColumnMath<T> OrNull { get; } = typeof(T) != typeof(char) && typeof(T).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(System.Numerics.INumber<>))
        ? (ColumnMath<T>)Activator.CreateInstance(typeof(NumberMath<>).MakeGenericType(typeof(T)))
        : null;

    public abstract T One { get; }

    public abstract T Add(T a, T b);

    public abstract T Subtract(T a, T b);

    public abstract T Multiply(T a, T b);

    public abstract T Divide(T a, T b);

    public abstract T Modulo(T a, T b);

    public abstract T Abs(T value);

    public abstract T Round(T value);

    public abstract double ToDouble(T value);

    public Func<T, T, T> Of(ColumnOperation operation) => operation switch
    {
        ColumnOperation.Add => Add,
        ColumnOperation.Subtract => Subtract,
        ColumnOperation.Multiply => Multiply,
        ColumnOperation.Divide => Divide,
        _ => Modulo,
    };
}
