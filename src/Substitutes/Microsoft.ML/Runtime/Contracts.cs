using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

/// <summary>Checks that throw, each kind of failure as its own exception, marked with where it comes from.</summary>
internal static class Contracts
{
    private const string MarkKey = "ML_Marked";

    internal static bool IsMarked(this Exception ex) => ex.Data.Contains(MarkKey);

    /// <summary>Marks the exception with the description of a context, unless an inner one has already.</summary>
    internal static TException Mark<TException>(TException ex, string description)
        where TException : Exception
    {
        if (!ex.IsMarked())
        {
            ex.Data[MarkKey] = true;
            ex.Data["Throwing component"] = description;
        }
        return ex;
    }

    internal static Exception Except(this IExceptionContext ctx, string message) => ctx.Wrap(new InvalidOperationException(message));

    internal static Exception Except(this IExceptionContext ctx, Exception inner, string message) => ctx.Wrap(new InvalidOperationException(message, inner));

    internal static Exception ExceptParam(this IExceptionContext ctx, string paramName, string message) => ctx.Wrap(new ArgumentOutOfRangeException(paramName, message));

    internal static Exception ExceptUserArg(this IExceptionContext ctx, string name, string message) => ctx.Wrap(new ArgumentOutOfRangeException(name, message));

    internal static Exception ExceptDecode(this IExceptionContext ctx, string message) => ctx.Wrap(new FormatException(message));

    internal static Exception ExceptDecode(this IExceptionContext ctx, Exception inner, string message) => ctx.Wrap(new FormatException(message, inner));

    internal static Exception ExceptNotSupp(this IExceptionContext ctx, string message) => ctx.Wrap(new NotSupportedException(message));

    internal static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName) =>
        ctx.Wrap(new ArgumentOutOfRangeException(paramName, $"Could not find {columnRole} column '{columnName}'"));

    internal static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        ctx.Wrap(new ArgumentOutOfRangeException(paramName, $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}"));

    internal static void Check(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            throw ctx.Except(message);
    }

    internal static void CheckDecode(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string message = "Corrupt model file")
    {
        if (!condition)
            throw ctx.ExceptDecode(message);
    }

    internal static void CheckParam(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string paramName, string message)
    {
        if (!condition)
            throw ctx.ExceptParam(paramName, message);
    }

    internal static void CheckUserArg(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string name, string message)
    {
        if (!condition)
            throw ctx.ExceptUserArg(name, message);
    }

    internal static void CheckValue(this IExceptionContext ctx, [NotNull] object value, string paramName)
    {
        if (value is null)
            throw ctx.Wrap(new ArgumentNullException(paramName));
    }

    internal static void CheckNonEmpty(this IExceptionContext ctx, [NotNull] string value, string paramName)
    {
        if (string.IsNullOrEmpty(value))
            throw ctx.Wrap(new ArgumentNullException(paramName, "Can't be null or empty"));
    }

    private static TException Wrap<TException>(this IExceptionContext ctx, TException ex)
        where TException : Exception => ctx is null ? ex : ctx.Process(ex);
}
