using System.Globalization;
using System.Runtime.InteropServices;

namespace CausalFusion.Cli;

/// <summary>Ends the work as Ctrl+C does when the terminal goes away (SIGHUP), unless that is ignored, as under <c>nohup</c>.</summary>
internal sealed class HangUp : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration? _registration;

    /// <param name="cancellationToken">Ends the work, too.</param>
    public HangUp(CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!IsIgnored())
        {
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                _source.Cancel();
            });
        }
    }

    /// <summary>Canceled by either.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration?.Dispose();
        _source.Dispose();
    }

    private static bool IsIgnored()
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";
        return OperatingSystem.IsLinux() && File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) is { } mask
            && ulong.TryParse(mask.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong signals)
            && (signals & 1) != 0; // the lowest bit is signal 1's, SIGHUP
    }
}
