namespace CausalFusion.Samples.Service.Web;

/// <summary>Tells the OpenAPI description how an address refuses.</summary>
internal static class Refusals
{
    /// <summary>With problem details of any of these statuses.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
        {
            endpoint.ProducesProblem(status);
        }
        return endpoint;
    }
}
