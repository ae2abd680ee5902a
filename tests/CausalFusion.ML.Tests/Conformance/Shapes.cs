using CausalFusion.ML.Columns;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>The form of a schema that estimators are asked about before there is data.</summary>
internal static class Shapes
{
    public static SchemaShape Of(DataViewSchema schema) =>
        schema.Where(column => !column.IsHidden).Aggregate(new SchemaShape([]), (shape, column) => shape.With(column.Name, column.Type));
}
