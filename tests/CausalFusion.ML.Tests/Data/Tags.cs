namespace CausalFusion.ML.Tests.Data;

/// <summary>What ML.NET keeps with an exception beside its message.</summary>
internal static class Tags
{
    /// <summary>The component that says it threw.</summary>
    public static string? ComponentOf(Exception exception) => exception.Data["Throwing component"] as string;

    /// <summary>What the component was about.</summary>
    public static string? PhaseOf(Exception exception) => exception.Data["Phase"] as string;
}
