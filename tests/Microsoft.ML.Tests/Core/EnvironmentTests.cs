using Microsoft.ML.Runtime;

namespace Microsoft.ML.Tests.Core;

public class EnvironmentTests
{
    [Fact]
    public void A_message_on_a_channel_reaches_the_log_with_its_source_and_kind()
    {
        var ml = new MLContext();
        var heard = new List<LoggingEventArgs>();
        ml.Log += (_, e) => heard.Add(e);

        var host = ((IHostEnvironment)ml).Register("Painter");
        using (var channel = host.Start("Training"))
            channel.Info(MessageSensitivity.None, "step {0}", 12);

        var message = Assert.Single(heard, e => e.Kind == ChannelMessageKind.Info);
        Assert.Equal("step 12", message.RawMessage);
        Assert.Equal("Painter; Training", message.Source);
        Assert.Equal("[Source=Painter; Training, Kind=Info] step 12", message.Message);
    }

    [Fact]
    public void Each_kind_of_message_arrives_as_that_kind()
    {
        var ml = new MLContext();
        var heard = new List<(ChannelMessageKind, string)>();
        ml.Log += (_, e) => heard.Add((e.Kind, e.RawMessage));

        using (var channel = ((IHostEnvironment)ml).Start("Work"))
        {
            channel.Warning(MessageSensitivity.None, "careful");
            channel.Error(MessageSensitivity.UserData, "broken");
            channel.Trace(MessageSensitivity.Schema, "{braces} are kept without arguments");
        }

        Assert.Contains((ChannelMessageKind.Warning, "careful"), heard);
        Assert.Contains((ChannelMessageKind.Error, "broken"), heard);
        Assert.Contains((ChannelMessageKind.Trace, "{braces} are kept without arguments"), heard);
    }

    [Fact]
    public void The_same_seed_gives_hosts_the_same_numbers()
    {
        int[] Draw(int seed)
        {
            IHostEnvironment ml = new MLContext(seed);
            return [.. Enumerable.Range(0, 3).Select(i => ml.Register($"Host{i}").Rand.Next())];
        }

        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.Equal(3, Draw(7).Distinct().Count());
    }

    [Fact]
    public void A_host_with_a_seed_of_its_own_does_not_depend_on_the_environments()
    {
        int Draw(int? seed) => ((IHostEnvironment)new MLContext(seed)).Register("Host", seed: 5).Rand.Next();

        Assert.Equal(Draw(1), Draw(2));
    }

    [Fact]
    public void Processing_an_exception_gives_it_back_for_throwing()
    {
        var host = ((IHostEnvironment)new MLContext()).Register("Painter");
        var error = new InvalidOperationException("no paint");

        Assert.Same(error, host.Process(error));
        Assert.NotEmpty(error.Data);
    }

    [Fact]
    public void A_progress_channel_takes_checkpoints_without_reaching_the_log()
    {
        var ml = new MLContext();
        var heard = new List<LoggingEventArgs>();
        ml.Log += (_, e) => heard.Add(e);

        using (var progress = ((IHostEnvironment)ml).StartProgressChannel("Training"))
        {
            progress.SetHeader(new ProgressHeader(["loss"], ["steps"]), entry => entry.SetProgress(0, 1));
            progress.Checkpoint(0.5, 1);
        }

        Assert.Empty(heard);
    }

    [Fact]
    public void Settings_and_options_are_kept()
    {
        var ml = new MLContext { GpuDeviceId = 1, FallbackToCpu = false, TempFilePath = "somewhere" };
        ml.SetOption("depth", 3);

        Assert.Equal(1, ml.GpuDeviceId);
        Assert.False(ml.FallbackToCpu);
        Assert.Equal("somewhere", ml.TempFilePath);
        Assert.True(ml.TryGetOption("depth", out int depth));
        Assert.Equal(3, depth);
        Assert.False(ml.TryAddOption("depth", 4));
        Assert.True(ml.RemoveOption("depth"));
        Assert.Equal(0, ml.GetOptionOrDefault<int>("depth"));
    }
}
