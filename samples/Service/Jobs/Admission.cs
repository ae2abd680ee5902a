namespace CausalFusion.Samples.Service.Jobs;

/// <summary>What becomes of a job that is handed in.</summary>
internal enum Admission
{
    /// <summary>It is in the queue.</summary>
    Accepted,

    /// <summary>As many jobs wait as may.</summary>
    QueueFull,

    /// <summary>Its client has as many jobs as one may.</summary>
    ClientFull,

    /// <summary>The service stops.</summary>
    Closed,
}
