namespace Microsoft.ML;

/// <summary>Something that writes itself into a model repository.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}
