using CausalFusion.Conditions;
using CausalFusion.ML.Columns;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Generation;

/// <summary>A column that says what images are to be of: prompts where the network reads text, else classes.</summary>
internal sealed class ConditionColumn
{
    private readonly ClassColumn? _classes;
    private readonly TextColumn? _prompts;

    /// <param name="name">The column's name.</param>
    /// <param name="config">The network.</param>
    /// <param name="classNames">The names of its classes; null or empty where they are not known.</param>
    public ConditionColumn(string name, ImageModelConfig config, IReadOnlyList<string>? classNames)
    {
        _prompts = config.Text is null ? null : new TextColumn(name, "prompt");
        _classes = config.Text is null ? new ClassColumn(name, config.Classes, classNames) : null;
    }

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, or of a type that says nothing to the network.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema) => _prompts?.Find(schema) ?? _classes!.Find(schema);

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        _prompts?.Check(shape);
        _classes?.Check(shape);
    }

    /// <summary>Begins to read the column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="model">The network.</param>
    /// <param name="tell">Is told, in a sentence, of numbers that are taken for classes that have names.</param>
    /// <returns>
    /// A function that throws <see cref="InvalidDataException"/> where a row says no class of the network, or no prompt that it reads.
    /// </returns>
    public Func<Condition> Open(DataViewRow row, ImageModel model, Action<string> tell)
    {
        if (_classes is not null)
        {
            ClassReader classes = _classes.Open(row, _classes.Find(row.Schema), tell);
            return () => classes.Read();
        }
        TextColumn prompts = _prompts!;
        Func<string?> read = prompts.Open(row, text => model.Texts.OfPrompt(text));
        return () => Condition.OfText(read() ?? throw SchemaMismatch.Value(row, prompts.Name, "a prompt", "an empty text"));
    }
}
