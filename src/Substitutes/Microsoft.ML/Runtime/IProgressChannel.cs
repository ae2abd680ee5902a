namespace Microsoft.ML.Runtime;

/// <summary>Reports how far a computation has come.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    /// <summary>Names the units and metrics, and gives the action that fills in their present values.</summary>
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    /// <summary>Records values now: metrics in the header's order, then units.</summary>
    void Checkpoint(params double?[] values);
}
