namespace Microsoft.ML.Runtime;

/// <summary>Adds to an exception where it comes from.</summary>
public interface IExceptionContext
{
    TException Process<TException>(TException ex)
        where TException : Exception;

    string ContextDescription { get; }
}
