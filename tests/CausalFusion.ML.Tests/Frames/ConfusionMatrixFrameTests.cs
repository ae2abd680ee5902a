using CausalFusion.ML.Tests.Data;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Frames;

public class ConfusionMatrixFrameTests
{
    private static readonly string[] _names = ["Bag", "Coat", "Shirt"];

    [Fact]
    public void A_confusion_matrix_is_a_row_for_each_class_with_what_it_is_taken_for_and_how_well_it_is_found()
    {
        DataFrame frame = Matrix((0, 0), (0, 0), (0, 2), (1, 1), (1, 0), (2, 2)).ToDataFrame(_names);

        Assert.Equal(["Class", "Bag", "Coat", "Shirt", "Precision", "Recall"], frame.Columns.Select(column => column.Name));
        Assert.Equal(["Bag", "Coat", "Shirt"], frame["Class"].Cast<string>());
        Assert.Equal([2.0, 1, 0], frame["Bag"].Cast<double>());
        Assert.Equal([0.0, 1, 0], frame["Coat"].Cast<double>());
        Assert.Equal([1.0, 0, 1], frame["Shirt"].Cast<double>());
        Assert.Equal([2 / 3.0, 1, 1 / 2.0], frame["Precision"].Cast<double>());
        Assert.Equal([2 / 3.0, 1 / 2.0, 1], frame["Recall"].Cast<double>());
    }

    [Fact]
    public void Classes_without_names_are_called_by_their_numbers()
    {
        Assert.Equal(
            ["Class", "0", "1", "2", "Precision", "Recall"], Matrix((0, 0), (1, 1), (2, 2)).ToDataFrame().Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData("names of 3 classes; found 2", "Bag", "Coat")]
    [InlineData("'Bag' twice", "Bag", "Coat", "Bag")]
    [InlineData("'Recall'", "Bag", "Coat", "Recall")]
    public void Names_that_do_not_fit_are_refused(string told, params string[] names)
    {
        ConfusionMatrix matrix = Matrix((0, 0), (1, 1), (2, 2));
        Assert.Contains(told, Assert.Throws<ArgumentException>(() => matrix.ToDataFrame(names)).Message, StringComparison.Ordinal);
    }

    private static ConfusionMatrix Matrix(params (uint Is, uint TakenFor)[] rows)
    {
        var ml = new MLContext(seed: 1);
        return ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(rows.Select(row => new Judged(row.Is, row.TakenFor)))).ConfusionMatrix;
    }
}
