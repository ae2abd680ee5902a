namespace Microsoft.ML.Transforms;

/// <summary>Converts columns to another type.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, outputKind, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            var column = inputSchema.Find(Host, pair.inputColumnName);
            // A shape does not know how many categories a key has; every count that fits converts alike.
            var itemType = column.IsKey ? new KeyDataViewType(column.ItemType.RawType, 1) : column.ItemType;
            var output = Transformer.OutputTypeOf(itemType);
            if (StandardConversions.Find(itemType, output) is null)
                throw Host.ExceptParam(nameof(inputSchema),
                    $"Don't know how to convert column '{column.Name}' of type {column.GetTypeString()} into {output}");
            bool isKey = output is KeyDataViewType, isNumber = output is NumberDataViewType;
            var annotations = column.AnnotationsWhere(name => name switch
            {
                AnnotationKinds.SlotNames => column.Kind == SchemaShape.Column.VectorKind.Vector,
                AnnotationKinds.KeyValues => isKey,
                AnnotationKinds.IsNormalized => isNumber && column.ItemType is NumberDataViewType,
                _ => false,
            });
            if (column.ItemType is BooleanDataViewType && column.Kind == SchemaShape.Column.VectorKind.Scalar && isNumber)
                annotations = annotations.Append(AnnotationShapes.IsNormalized);
            return new SchemaShape.Column(pair.outputColumnName, column.Kind, ColumnTypes.NumberOrOther(output.RawType), isKey,
                new SchemaShape(annotations));
        }));
    }
}
