using System.Text.Json.Serialization;
using CausalFusion.Samples.Service.Captions;
using CausalFusion.Samples.Service.Jobs;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.OpenAI;
using CausalFusion.Samples.Service.Pictures;
using CausalFusion.Samples.Service.Requests;
using CausalFusion.Samples.Service.Web;

namespace CausalFusion.Samples.Service;

/// <summary>Puts the service together.</summary>
internal static class ServiceApp
{
    private const int MaximumHeaders = 16 * 1024, LeastThreads = 32;

    private const string ContentPolicy = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'";

    // Who asks by another name is sent here by a page that means to read what this machine alone may (DNS rebinding).
    private const string OwnHosts = "localhost;127.0.0.1;[::1]";

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="FileNotFoundException">A network's file is not there.</exception>
    /// <exception cref="InvalidDataException">A network's file is none, or is damaged.</exception>
    public static WebApplication Create(string[] args)
    {
        // Generation keeps as many threads of the pool busy as there are processors: requests, and above all cancellations, must not wait for the
        // pool to grow.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
        WebApplicationBuilder builder =
            WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        ServiceOptions options = ServiceOptions.Read(builder.Configuration.GetSection("Service"));
        AddServices(builder.Services, options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds + 10));
        builder.Configuration["AllowedHosts"] ??= OwnHosts;
        // Why it did not start is told by who starts it, in a line.
        bool hasStarted = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => hasStarted && level >= LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyLimit.Small;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaximumHeaders;
            kestrel.Limits.MaxConcurrentConnections = options.MaximumConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        });

        WebApplication app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => hasStarted = true);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            // What callers do wrong is told to them, and fills no log.
            SuppressDiagnosticsCallback = failure => failure.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages();
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseRouting();
        app.UseMiddleware<ApiKeyGate>();
        app.UseRateLimiter();
        RouteGroupBuilder guarded = app.MapGroup("").WithMetadata(new KeyNeeded());
        app.MapService(guarded, options);
        guarded.MapPictures(options);
        guarded.MapOpenAI();
        app.MapOpenApi();
        return app;
    }

    private static void AddServices(IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(ModelShelf.Read(options));
        services.AddSingleton<PictureReader>();
        services.AddSingleton<RequestReader>();
        services.AddSingleton<ImagesReader>();
        services.AddSingleton<JobBoard>();
        services.AddSingleton<JobDesk>();
        services.AddSingleton<CaptionDesk>();
        services.AddSingleton<ServiceHealth>();
        services.AddHostedService<GenerationWorker>();
        services.AddSingleton<IProblemDetailsWriter, OpenAIProblemWriter>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Detail ??= ProblemReason.Of(
                context.HttpContext, context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode, context.Exception);
        });
        services.AddWorkLimit(options);
        services.AddOpenApi(description => description.Describe(options));
        // As requests are read: a number is no text.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
    }
}
