using System.CommandLine;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary><c>edit</c>: draws a part of an image anew.</summary>
internal sealed class EditCommand : Command
{
    private readonly GenerationFlow _flow = new(new Option<string?>("--class")
    {
        Description = "The class to draw it under: a number, a name if the model has them, or none; several separated by commas give an image each.",
        HelpName = "CLASS",
    });

    private readonly Option<string> _image = new("--image")
    {
        Description = "The image to edit; resized and cropped, if it has not the model's size.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> _mask = new("--mask")
    {
        Description = "What to generate anew: center, outside, top, bottom, left, right, all, rectangle:ROW,COLUMN,HEIGHT,WIDTH (in tokens), "
            + "or an image file of the size of the image, or of the model's, whose light pixels mark it.",
        HelpName = "MASK",
        Required = true,
    };

    public EditCommand() : base("edit", "Draw a part of an image anew under a class or a prompt. The rest of the tokens stays as it is.")
    {
        Options.Add(_image);
        Options.Add(_mask);
        _flow.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken) =>
        _flow.Run(parsed, "editing", Inputs(parsed), (session, progress) =>
    {
        ImageEditor editor = EditorOf(session.Network);
        ImageShape shape = session.Codec.Shape;
        DecodedImage whole = ImageFile.Read(parsed.GetRequiredValue(_image), shape.Channels),
            image = CenterCrop.ToSize(whole, shape.Height, shape.Width);
        EditMask mask = MaskOf(parsed.GetRequiredValue(_mask), session.Network.Config.Grid, shape, whole.Shape);
        GenerationOptions options = session.OptionsFor(mask.Count);
        using Tensor pixels = PixelConversion.ToTensor(image.Pixels, image.Shape, session.Device), encoded = session.Codec.Encode(pixels),
            images = encoded.expand(session.Requests.Count, -1, -1, -1);
        return new GeneratedBatch(
            editor.Edit(images, mask, session.Requests, options, progress, noise: session.Noise, cancellationToken: cancellationToken),
            mask.Count);
    });

    private IEnumerable<(string Option, string? Path)> Inputs(ParseResult parsed) =>
        [(_image.Name, Existing(parsed.GetRequiredValue(_image))), (_mask.Name, parsed.GetRequiredValue(_mask))];

    private string Existing(string path) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"{_image.Name}: there is no file '{path}'.", path);

    private static ImageEditor EditorOf(ImageModel network)
    {
        try
        {
            return new ImageEditor(network);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"edit: {exception.Message}");
        }
    }

    private static EditMask MaskOf(string text, TokenGrid grid, ImageShape shape, ImageShape image)
    {
        if (!File.Exists(text))
        {
            try
            {
                return EditMask.Parse(text, grid);
            }
            catch (FormatException exception)
            {
                throw new UsageException($"--mask: {exception.Message} It can be an image file, too; there is none of that name.");
            }
        }
        DecodedImage drawn = ImageFile.Read(text, channels: 1);
        (int, int) size = (drawn.Shape.Height, drawn.Shape.Width);
        if (size != (image.Height, image.Width) && size != (shape.Height, shape.Width))
        {
            // Cropped by itself it would mark other places than were meant.
            throw new InvalidDataException(
                $"'{text}': expected a mask of the image's size, {image.Width}×{image.Height}, or the model's, {shape.Width}×{shape.Height}; "
                + $"found {drawn.Shape.Width}×{drawn.Shape.Height}.");
        }
        byte[] gray = CenterCrop.ToSize(drawn, shape.Height, shape.Width).Pixels;
        bool[,] marked = new bool[shape.Height, shape.Width];
        for (int i = 0; i < gray.Length; i++)
        {
            marked[i / shape.Width, i % shape.Width] = gray[i] >= 128;
        }
        EditMask mask = EditMask.FromPixels(marked, grid);
        return mask.Count > 0 ? mask : throw new InvalidDataException(
            $"'{text}': expected a mask with light pixels, which mark what is generated anew; found none.");
    }
}
