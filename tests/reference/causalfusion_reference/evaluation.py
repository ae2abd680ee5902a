"""Distances between sets of features, straight from their definitions, in float64."""
import torch


def moments(features):
    centerd = features - features.mean(0)
    return features.mean(0), centerd.t() @ centerd / (features.shape[0] - 1)


def frechet_distance(first, second):
    """The trace of a product's root is the sum of the roots of its eigenvalues, which are those of a matrix that is not symmetric."""
    (mean1, covariance1), (mean2, covariance2) = moments(first), moments(second)
    roots = torch.linalg.eigvals(covariance1 @ covariance2).real.clamp(min=0).sqrt().sum()
    return (mean1 - mean2).square().sum() + covariance1.trace() + covariance2.trace() - 2 * roots


def distances(first, second):
    return (first[:, None, :] - second[None, :, :]).square().sum(2).sqrt()


def radii(features, neighbors):
    return distances(features, features).sort(1).values[:, neighbors]


def manifold_comparison(real, generated, neighbors):
    between = distances(real, generated)
    in_real = between <= radii(real, neighbors)[:, None]
    in_generated = between <= radii(generated, neighbors)[None, :]
    return {
        "precision": in_real.any(0).double().mean(),
        "recall": in_generated.any(1).double().mean(),
        "density": in_real.double().sum() / (neighbors * generated.shape[0]),
        "coverage": in_real.any(1).double().mean(),
    }
