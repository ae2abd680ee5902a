using CausalFusion.Samples.Service.OpenAI;

namespace CausalFusion.Samples.Service.Web;

/// <summary>
/// An answer that says what is wrong, in the form of the address that was asked: problem details, or OpenAI's errors beneath /v1.
/// </summary>
internal sealed class Refusal : IResult
{
    private readonly int _status;
    private readonly string _reason;
    private readonly Dictionary<string, string[]>? _errors;

    private Refusal(int status, string reason, Dictionary<string, string[]>? errors = null) => (_status, _reason, _errors) = (status, reason, errors);

    /// <summary>With a reason.</summary>
    public static Refusal Of(int status, string reason) => new(status, reason);

    /// <summary>Status 400, with what is wrong by field.</summary>
    public static Refusal Of(Dictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, string.Join(" ", errors.Values.SelectMany(all => all)), errors);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        IResult result = OpenAIError.IsFor(httpContext) ? OpenAIError.Of(_status, _reason, _errors?.Keys.FirstOrDefault())
            : _errors is null ? Results.Problem(_reason, statusCode: _status)
            : Results.ValidationProblem(_errors);
        return result.ExecuteAsync(httpContext);
    }
}
