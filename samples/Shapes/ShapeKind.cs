namespace CausalFusion.Samples.Shapes;

public enum ShapeKind
{
    Circle,
    Square,
    Triangle,
    Cross,
}
