"""Distances between sets of features, straight from their definitions, in float64."""
import torch


def moments(features):
    centred = features - features.mean(0)
    return features.mean(0), centred.t() @ centred / (features.shape[0] - 1)


def frechet_distance(first, second):
    """The trace of a product's root is the sum of the roots of its eigenvalues, which are those of a matrix that is not symmetric."""
    (mean1, covariance1), (mean2, covariance2) = moments(first), moments(second)
    roots = torch.linalg.eigvals(covariance1 @ covariance2).real.clamp(min=0).sqrt().sum()
    return (mean1 - mean2).square().sum() + covariance1.trace() + covariance2.trace() - 2 * roots


def distances(first, second):
    return (first[:, None, :] - second[None, :, :]).square().sum(2).sqrt()


def radii(features, neighbours):
    return distances(features, features).sort(1).values[:, neighbours]


def manifold_comparison(real, generated, neighbours):
    between = distances(real, generated)
    in_real = between <= radii(real, neighbours)[:, None]
    in_generated = between <= radii(generated, neighbours)[None, :]
    return {
        "precision": in_real.any(0).double().mean(),
        "recall": in_generated.any(1).double().mean(),
        "density": in_real.double().sum() / (neighbours * generated.shape[0]),
        "coverage": in_real.any(1).double().mean(),
    }
