using System.Net;
using System.Net.Sockets;

namespace CausalFusion.Samples.Service.Web;

/// <summary>Who asks, as far as limits go: an address, or of IPv6 the network that one household or machine has to itself.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context)
    {
        IPAddress address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
