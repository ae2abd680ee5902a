using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CausalFusion.ML.Hosting;

/// <summary>Brings what fails while a component is loaded to the caller of <c>Model.Load</c> as it was thrown.</summary>
/// <remarks>
/// ML.NET makes a component by reflection, which puts what is thrown into a <see cref="System.Reflection.TargetInvocationException"/>, once for the
/// component and once for each chain that it is in; and asks what it caught whether it is one of its own, by <see cref="Exception.Data"/>. The answer
/// is the exception itself, which so leaves the wrapping behind. Where ML.NET does not ask, the wrapping stays.
/// </remarks>
internal sealed class LoadFailure : Exception
{
    private int _wrappings;

    /// <param name="cause">What the caller is to get.</param>
    public LoadFailure(Exception cause) : base(cause.Message, cause)
    {
        _wrappings = new StackTrace().GetFrames().Count(frame => MLNetInternals.CallsComponents(frame.GetMethod()));
    }

    /// <inheritdoc/>
    public override IDictionary Data
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            if (_wrappings > 0 && MLNetInternals.IsCore(new StackFrame(1).GetMethod()))
            {
                if (--_wrappings > 0)
                {
                    throw this;
                }
                ExceptionDispatchInfo.Throw(InnerException!);
            }
            return base.Data;
        }
    }
}
