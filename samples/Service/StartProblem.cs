using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace CausalFusion.Samples.Service;

/// <summary>Why the service can't listen where it is told to, in a line.</summary>
internal static class StartProblem
{
    private const string Prefix = "Failed to bind to address ";

    /// <summary>Whether an exception of the start is about the address.</summary>
    public static bool IsOne(Exception exception) =>
        exception is IOException or SocketException or FormatException or InvalidOperationException or ArgumentException;

    /// <summary>The line.</summary>
    /// <param name="exception">What the start ended in.</param>
    /// <param name="addresses">Where the service was to listen; null where no setting says so.</param>
    public static string Of(Exception exception, string? addresses)
    {
        string reason = exception.Message.Split('\n')[0].TrimEnd('\r', '.');
        if (exception is IOException { InnerException: AddressInUseException })
        {
            reason = reason.StartsWith(Prefix, StringComparison.Ordinal) ? reason[Prefix.Length..] : reason;
            return $"Service: {reason}; expected one that is free, such as --urls http://localhost:5001";
        }
        // Of an address that is none, .NET speaks in words of its own.
        bool tells = exception is SocketException or IOException || addresses?.Contains("https:", StringComparison.OrdinalIgnoreCase) != false;
        string because = tells ? $" ({reason})" : "";
        string found = addresses is null ? "none that can be used" : $"'{addresses}'";
        return $"Service: expected an address to listen at, without a path, such as --urls http://localhost:5000; found {found}{because}";
    }
}
