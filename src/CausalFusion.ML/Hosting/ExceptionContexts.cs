using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Hosting;

/// <summary>Does a component's work; what is thrown says in its data, as ML.NET's own exceptions do, which component it comes from.</summary>
internal static class ExceptionContexts
{
    private const string ThrowingComponent = "Throwing component";

    /// <summary>Gives what the work gives.</summary>
    /// <param name="host">The component's host.</param>
    /// <param name="phase">What the component is about, as ML.NET calls it: "Fit".</param>
    /// <param name="work">The work.</param>
    public static T Marking<T>(this IHost host, string phase, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception)
        {
            // Whoever stands nearest to the cause has said so first: ML.NET, or a component that another one asked.
            if (!exception.Data.Contains(ThrowingComponent))
            {
                // A channel names its host; the host itself would name the environment.
                using IChannel channel = host.Start(phase);
                channel.Process(exception);
            }
            throw;
        }
    }

    /// <summary>Does the work.</summary>
    /// <param name="host">The component's host.</param>
    /// <param name="phase">What the component is about, as ML.NET calls it: "Fit".</param>
    /// <param name="work">The work.</param>
    public static void Marking(this IHost host, string phase, Action work) => host.Marking(phase, () =>
    {
        work();
        return true;
    });
}
