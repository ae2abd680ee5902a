using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Writes a tensor's elements out; long dimensions are shortened in the middle.</summary>
internal sealed class TensorText(Tensor tensor, TensorStringStyle style, string format, CultureInfo culture, string newLine)
{
    private const int Longest = 20;
    private const int Ends = 6;
    private readonly long[] shape = tensor.shape;
    private readonly StringBuilder text = new();

    public string Write()
    {
        var (open, separator, close) = style switch
        {
            TensorStringStyle.Numpy => ("[", ", ", "]"),
            TensorStringStyle.CSharp => ("{", ", ", "}"),
            _ => ("", " ", ""),
        };
        if (style != TensorStringStyle.Numpy)
        {
            text.Append($"[{string.Join("x", shape)}], type = {tensor.dtype}, device = {tensor.device}");
            text.Append(style == TensorStringStyle.CSharp ? ", value = " : newLine);
        }
        Block(0, 0, open, separator, close);
        if (open.Length == 0) text.Append(newLine);
        return text.ToString();
    }

    private void Block(int dim, long first, string open, string separator, string close)
    {
        if (dim == shape.Length)
        {
            text.Append(tensor.ElementText(first, format, culture));
            return;
        }
        var step = 1L;
        for (var i = dim + 1; i < shape.Length; i++) step *= shape[i];
        var last = dim == shape.Length - 1;
        text.Append(open);
        for (var i = 0L; i < shape[dim]; i++)
        {
            if (i > 0) text.Append(last || open.Length > 0 ? separator : newLine);
            if (shape[dim] > Longest && i == Ends)
            {
                text.Append("...").Append(last || open.Length > 0 ? separator : newLine);
                i = shape[dim] - Ends;
            }
            Block(dim + 1, first + (i * step), open, separator, close);
        }
        text.Append(close);
    }
}
