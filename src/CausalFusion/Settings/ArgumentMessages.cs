namespace CausalFusion.Settings;

/// <summary>What exceptions about arguments say, for messages about values that were no arguments of the user's.</summary>
internal static class ArgumentMessages
{
    /// <summary>The message without the name of the parameter behind it.</summary>
    public static string WithoutParameter(this ArgumentException exception)
    {
        string parameter = $" (Parameter '{exception.ParamName}')", message = exception.Message;
        return message.EndsWith(parameter, StringComparison.Ordinal) ? message[..^parameter.Length] : message;
    }
}
