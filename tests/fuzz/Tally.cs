using System.Globalization;

namespace CausalFusion.Fuzz;

/// <summary>What became of the inputs of one kind.</summary>
internal sealed class Tally(string name)
{
    private readonly SortedDictionary<string, int> _refusals = new(StringComparer.Ordinal);

    public int Tried { get; private set; }

    public int Accepted { get; private set; }

    public int Failures { get; private set; }

    public void Count(Outcome outcome)
    {
        Tried++;
        switch (outcome.Kind)
        {
            case OutcomeKind.Accepted: Accepted++; break;
            case OutcomeKind.Refused:
                string type = outcome.Detail.Split(':')[0];
                _refusals[type] = _refusals.GetValueOrDefault(type) + 1;
                break;
            default: Failures++; break;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-12}{Tried,9:N0} tried {Accepted,9:N0} accepted {_refusals.Values.Sum(),9:N0} refused {Failures,5:N0} failed  "
        + $"{string.Join(", ", _refusals.Select(refusal => $"{refusal.Key} {refusal.Value:N0}"))}");
}
