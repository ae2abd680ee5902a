using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Hosting;

/// <summary>Does work whose exceptions ML.NET is to mark as a context's own.</summary>
internal static class ExceptionContexts
{
    /// <summary>Gives what the work gives; an exception passes the context first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="work">The work.</param>
    public static T Marking<T>(this IExceptionContext context, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception)
        {
            context.Process(exception);
            throw;
        }
    }

    /// <summary>Does the work; an exception passes the context first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="work">The work.</param>
    public static void Marking(this IExceptionContext context, Action work) => context.Marking(() =>
    {
        work();
        return true;
    });
}
