using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service.Jobs;

/// <summary>Where a job is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
internal enum JobState
{
    /// <summary>It waits for its turn.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Its images are being generated.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Its images are there.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    /// <summary>It was canceled, by its owner or by the end of the service.</summary>
    [JsonStringEnumMemberName("canceled")]
    Canceled,

    /// <summary>Generation failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
