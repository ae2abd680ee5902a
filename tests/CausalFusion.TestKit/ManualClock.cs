namespace CausalFusion.TestKit;

/// <summary>A clock that a test sets.</summary>
public sealed class ManualClock : TimeProvider
{
    /// <summary>The seconds since it was made.</summary>
    public double Seconds { get; set; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => (long)(Seconds * 1000);
}
