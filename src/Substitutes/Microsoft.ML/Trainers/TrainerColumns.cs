namespace Microsoft.ML.Trainers;

/// <summary>The shapes of the columns that trainers take and give.</summary>
internal static class TrainerColumns
{
    public static SchemaShape.Column Features(string name) => new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false);

    public static SchemaShape.Column KeyLabel(string name) => new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true);

    public static SchemaShape.Column Weight(string name) =>
        name is null ? default : new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false);

    /// <summary>What a multiclass model adds: the scores, and the label that scores highest.</summary>
    public static SchemaShape.Column[] MulticlassOutput(SchemaShape inputSchema, string labelColumn)
    {
        inputSchema.TryFindColumn(labelColumn, out SchemaShape.Column label);
        var scoreAnnotations = OutputAnnotations();
        var labelAnnotations = OutputAnnotations();
        if (label.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values))
        {
            labelAnnotations.Add(values);
            scoreAnnotations.Add(new SchemaShape.Column(AnnotationKinds.TrainingLabelValues, values.Kind, values.ItemType, values.IsKey));
            if (values.ItemType is TextDataViewType)
                scoreAnnotations.Add(new SchemaShape.Column(AnnotationKinds.SlotNames, values.Kind, values.ItemType, isKey: false));
        }
        return
        [
            new SchemaShape.Column(ColumnNames.Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape(scoreAnnotations)),
            new SchemaShape.Column(ColumnNames.PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, new SchemaShape(labelAnnotations)),
        ];
    }

    private static List<SchemaShape.Column> OutputAnnotations() =>
    [
        new(AnnotationKinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true),
        new(AnnotationKinds.ScoreColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, isKey: false),
        new(AnnotationKinds.ScoreValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, isKey: false),
    ];
}
