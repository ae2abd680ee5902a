namespace Microsoft.ML.Runtime;

/// <summary>Starts channels, over which a component reports.</summary>
public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}
