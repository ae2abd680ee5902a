namespace CausalFusion.Samples.Shapes;

public enum ShapeColor
{
    Red,
    Green,
    Blue,
    Yellow,
    Purple,
    Black,
}
