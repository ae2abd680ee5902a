using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CausalFusion.Samples.Service.Web;

/// <summary>What the OpenAPI description says of the service as a whole.</summary>
internal static class ServiceDescription
{
    private const string Key = "key";

    public static void Describe(this OpenApiOptions description, ServiceOptions options)
    {
        description.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "CausalFusion image service";
            document.Info.Version = typeof(ServiceDescription).Assembly.GetName().Version!.ToString(3);
            if (!string.IsNullOrEmpty(options.ApiKey))
            {
                document.AddComponent(Key, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
            }
            return Task.CompletedTask;
        });
        description.AddOperationTransformer((operation, context, _) =>
        {
            if (!string.IsNullOrEmpty(options.ApiKey) && !context.Description.ActionDescriptor.EndpointMetadata.OfType<KeyNeeded>().Any())
            {
                operation.Security = [];
            }
            return Task.CompletedTask;
        });
    }
}
