namespace CausalFusion.Samples.Service;

/// <summary>Puts the service together.</summary>
internal static class ServiceApp
{
    private const int MaximumBody = 16 * 1024, MaximumHeaders = 16 * 1024, LeastThreads = 32;

    // Who asks by another name is sent here by a page that means to read what this machine alone may (DNS rebinding).
    private const string OwnHosts = "localhost;127.0.0.1;[::1]";

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no model.</exception>
    /// <exception cref="InvalidDataException">The model is none, or is damaged.</exception>
    public static WebApplication Create(string[] args)
    {
        // Generation keeps as many threads of the pool busy as there are processors: requests, and above all cancellations, must not wait for the
        // pool to grow.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
        WebApplicationBuilder builder =
            WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        ServiceOptions options = builder.Configuration.GetSection("Service").Get<ServiceOptions>() ?? new ServiceOptions();
        options.Validate();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(ServiceModel.Read(options.ModelPath));
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<JobBoard>();
        builder.Services.AddSingleton<ServiceHealth>();
        builder.Services.AddHostedService<GenerationWorker>();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds + 10));
        builder.Configuration["AllowedHosts"] ??= OwnHosts;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaximumHeaders;
            kestrel.Limits.MaxConcurrentConnections = options.MaximumConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        });

        WebApplication app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapService();
        return app;
    }
}
